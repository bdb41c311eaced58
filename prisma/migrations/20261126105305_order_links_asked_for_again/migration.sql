-- AlterTable
ALTER TABLE "order_keys" ADD COLUMN     "asked_at" TIMESTAMP(3);
