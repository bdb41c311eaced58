-- MySQL's form of 20261123102142_account_life/down.sql (SHA-256 c4387fc7e1c3a820e0b21b37861667a809eb3d34d6a998ec672088894d988031).

-- DropForeignKey
ALTER TABLE `user_tokens` DROP FOREIGN KEY `user_tokens_user_id_fkey`;

-- AlterTable
-- Loses data: column "sessions"."used_at".
ALTER TABLE `sessions` DROP COLUMN `used_at`;

-- What comes before wants an address of everybody, proved or not, and of each another one: the first to claim an address
-- gets it, and whoever has none then gets one that leads nowhere.
UPDATE `users` SET `email` = `pending_email` WHERE `id` IN (
    -- MySQL updates no table that it reads, but for one that it has put together before.
    SELECT `first`.`id` FROM (
        SELECT MIN(`id`) AS `id` FROM `users`
        WHERE `email` IS NULL AND `pending_email` NOT IN (SELECT `email` FROM `users` WHERE `email` IS NOT NULL)
        GROUP BY `pending_email`
    ) AS `first`
);

UPDATE `users` SET `email` = CONCAT(`id`, '@no-address.invalid') WHERE `email` IS NULL;

-- AlterTable
-- Loses data: column "users"."pending_email".
-- Loses data: column "users"."role".
ALTER TABLE `users`
    DROP COLUMN `pending_email`,
    DROP COLUMN `role`,
    MODIFY `email` VARCHAR(254) NOT NULL;

-- DropTable
-- Loses data: table "user_tokens".
DROP TABLE `user_tokens`;
