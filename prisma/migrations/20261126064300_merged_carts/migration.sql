-- AlterTable
ALTER TABLE "carts" ADD COLUMN     "merged_into" CHAR(36);

-- CreateIndex
CREATE INDEX "carts_merged_into_idx" ON "carts"("merged_into");

-- AddForeignKey
ALTER TABLE "carts" ADD CONSTRAINT "carts_merged_into_fkey" FOREIGN KEY ("merged_into") REFERENCES "carts"("id") ON DELETE CASCADE ON UPDATE CASCADE;
