-- AlterTable
ALTER TABLE "orders" ADD COLUMN     "expiry_waits" TIMESTAMP(3);
