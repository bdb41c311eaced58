-- MySQL's form of 20261126105305_order_links_asked_for_again/migration.sql (SHA-256 9e682779cff18f912281fdef228ffde5568a8900cbbe59aeb70f4a964fc1a1a6).

-- AlterTable
ALTER TABLE `order_keys` ADD COLUMN `asked_at` DATETIME(3) NULL;
