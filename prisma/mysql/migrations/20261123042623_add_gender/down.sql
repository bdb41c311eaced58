-- MySQL's form of 20261123042623_add_gender/down.sql (SHA-256 6d74eee8307a39ef318b0103ded87d13f2b836396206dced2b0a1601f1349c45).

-- AlterTable
-- Loses data: column "users"."gender".
ALTER TABLE `users` DROP COLUMN `gender`;
