-- MySQL's form of 20261126171021_users_can_be_blocked/migration.sql (SHA-256 72a0818e2ccdc20fab06f1a1f02c1817150d6bb50bb4f13464ce969fc01a1438).

-- AlterTable
ALTER TABLE `users` ADD COLUMN `blocked_at` DATETIME(3) NULL;

-- CreateIndex
CREATE INDEX `users_role_idx` ON `users` (`role`);
