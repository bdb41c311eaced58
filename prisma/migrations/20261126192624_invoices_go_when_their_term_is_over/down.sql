-- AlterTable
-- Loses data: column "invoice_series"."first_number".
ALTER TABLE "invoice_series" DROP COLUMN "first_number";
