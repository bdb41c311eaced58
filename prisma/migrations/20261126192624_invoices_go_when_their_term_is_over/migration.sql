-- AlterTable
ALTER TABLE "invoice_series" ADD COLUMN     "first_number" INTEGER NOT NULL DEFAULT 1;
