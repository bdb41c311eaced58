-- MySQL's form of 20261126192439_users_choose_a_language/migration.sql (SHA-256 67b5dc9ed38aadea77fc38f79d4d8cab1730bad6c4459086b7a209d5e1bddcb4).

-- AlterTable
ALTER TABLE `users` ADD COLUMN `language` VARCHAR(35) NULL;
