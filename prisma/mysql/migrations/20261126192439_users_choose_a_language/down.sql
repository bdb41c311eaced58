-- MySQL's form of 20261126192439_users_choose_a_language/down.sql (SHA-256 1f7eb3aefef16e45b02a385dd4b8df34e40610bb2b364efe2efe2a270c41a668).

-- AlterTable
-- Loses data: column "users"."language".
ALTER TABLE `users` DROP COLUMN `language`;
