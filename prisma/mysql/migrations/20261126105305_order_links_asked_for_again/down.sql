-- MySQL's form of 20261126105305_order_links_asked_for_again/down.sql (SHA-256 47f3ed4533aca015a536106c237a299adb49376f526389d9700f4a08c6347cb9).

-- AlterTable
-- Loses data: column "order_keys"."asked_at".
ALTER TABLE `order_keys` DROP COLUMN `asked_at`;
