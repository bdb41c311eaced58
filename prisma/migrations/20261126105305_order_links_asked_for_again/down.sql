-- AlterTable
-- Loses data: column "order_keys"."asked_at".
ALTER TABLE "order_keys" DROP COLUMN "asked_at";
