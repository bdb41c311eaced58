-- MySQL's form of 20261126005513_when_accounts_were_used/down.sql (SHA-256 21d96531fbf945fefce890422e247b0c8a2c44f050063f40bef76d129fe01b52).

-- AlterTable
-- Loses data: column "users"."used_at".
ALTER TABLE `users` DROP COLUMN `used_at`;
