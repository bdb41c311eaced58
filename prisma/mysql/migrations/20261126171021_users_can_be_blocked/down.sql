-- MySQL's form of 20261126171021_users_can_be_blocked/down.sql (SHA-256 2b44c8c75f112656b9c4523770bb30743b24eb608062619287edb2ba5f9cd3a7).

-- DropIndex
DROP INDEX `users_role_idx` ON `users`;

-- AlterTable
-- Loses data: column "users"."blocked_at".
ALTER TABLE `users` DROP COLUMN `blocked_at`;
