-- AlterTable
ALTER TABLE "cart_lines" ALTER COLUMN "added_at" SET DATA TYPE TIMESTAMP(6);
