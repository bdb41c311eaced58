-- DropForeignKey
ALTER TABLE "invoices" DROP CONSTRAINT "invoices_corrects_id_fkey";

-- AddForeignKey
ALTER TABLE "invoices" ADD CONSTRAINT "invoices_corrects_id_fkey" FOREIGN KEY ("corrects_id") REFERENCES "invoices"("id") ON DELETE SET NULL ON UPDATE CASCADE;
