-- MySQL's form of 20261126005513_when_accounts_were_used/migration.sql (SHA-256 5c0a69517d12e6fdfd5655e0679c86a027121beecc8549603e7a1f584de4a346).

-- AlterTable
ALTER TABLE `users` ADD COLUMN `used_at` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3);
