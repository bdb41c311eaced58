-- AlterTable
-- Loses data: column "orders"."expiry_waits".
ALTER TABLE "orders" DROP COLUMN "expiry_waits";
