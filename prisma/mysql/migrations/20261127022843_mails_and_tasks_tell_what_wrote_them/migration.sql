-- MySQL's form of 20261127022843_mails_and_tasks_tell_what_wrote_them/migration.sql (SHA-256 6e325a583e4d795978577d72fa51dbdbbd6c16a0124151ca55a596abcddfc34b).

-- AlterTable
ALTER TABLE `mails` ADD COLUMN `traceparent` VARCHAR(55) NULL;

-- AlterTable
ALTER TABLE `tasks` ADD COLUMN `traceparent` VARCHAR(55) NULL;
