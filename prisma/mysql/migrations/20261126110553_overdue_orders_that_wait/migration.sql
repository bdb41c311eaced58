-- MySQL's form of 20261126110553_overdue_orders_that_wait/migration.sql (SHA-256 c5b024384162ff524e6c58197ed2e51afbdc51aa59d347b79e88254611e0a651).

-- AlterTable
ALTER TABLE `orders` ADD COLUMN `expiry_waits` DATETIME(3) NULL;
