-- MySQL's form of 20261126000200_people_have_names/down.sql (SHA-256 21e8f66b4a6ee4b401dc21cd4364255fa675baf3c56d435e70b0082be138e801).

-- DropIndex
DROP INDEX `user_tokens_email_idx` ON `user_tokens`;

-- DropIndex
DROP INDEX `users_pending_email_idx` ON `users`;

-- What comes before knows no link that is for several users.
DELETE FROM `user_tokens` WHERE `user_id` IS NULL;

-- AlterTable
ALTER TABLE `user_tokens` MODIFY `user_id` INTEGER NOT NULL;

-- What comes before calls people by their user names, and wants one of everybody: those who have none get a key that is no
-- name of anybody's, and keep the beginning of what they are called.
UPDATE `users` SET `name` = COALESCE(`user_name`, LEFT(`name`, 32)), `name_key` = COALESCE(`name_key`, CONCAT('#', `id`));

-- AlterTable
-- Loses data: column "users"."user_name".
ALTER TABLE `users`
    DROP COLUMN `user_name`,
    MODIFY `name` VARCHAR(32) NOT NULL,
    MODIFY `name_key` VARCHAR(64) NOT NULL;
