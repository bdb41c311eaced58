-- MySQL's form of 20261126110553_overdue_orders_that_wait/down.sql (SHA-256 e9c25a2a1ec825f56fb1a556e2a488b562b52eecff280ac69294eb31a24ba696).

-- AlterTable
-- Loses data: column "orders"."expiry_waits".
ALTER TABLE `orders` DROP COLUMN `expiry_waits`;
