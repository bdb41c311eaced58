-- MySQL's form of 20261126000200_people_have_names/migration.sql (SHA-256 decab9371a2836cd931fdbf6ece9c728d9b6a11e5d03ff5d005091c34aaaa548).

-- The name was what a user logged in by. It becomes the user name, and what people are called stands beside it. The key keeps its
-- column: the version before goes on serving while the workers are replaced one by one.
ALTER TABLE `users`
    ADD COLUMN `user_name` VARCHAR(32) NULL,
    MODIFY `name` VARCHAR(100) NOT NULL,
    MODIFY `name_key` VARCHAR(64) NULL;

-- A key that begins with # was made by the way down, for a user who has no user name.
UPDATE `users` SET `name_key` = NULL WHERE `name_key` LIKE '#%';

UPDATE `users` SET `user_name` = `name` WHERE `name_key` IS NOT NULL;

-- AlterTable
ALTER TABLE `user_tokens` MODIFY `user_id` INTEGER NULL;

-- CreateIndex
CREATE INDEX `users_pending_email_idx` ON `users` (`pending_email`);

-- CreateIndex
CREATE INDEX `user_tokens_email_idx` ON `user_tokens` (`email`);
