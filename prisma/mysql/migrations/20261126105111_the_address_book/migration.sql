-- MySQL's form of 20261126105111_the_address_book/migration.sql (SHA-256 7098502ce9df5eca03560c29be0b4ea0f0bb35fffd9e30c41a202e87dc2b293b).

-- DropForeignKey
ALTER TABLE `addresses` DROP FOREIGN KEY `addresses_user_id_fkey`;

-- DropIndex
DROP INDEX `addresses_user_id_idx` ON `addresses`;

-- AlterTable
ALTER TABLE `addresses`
    ADD COLUMN `default_of` INTEGER NULL,
    ADD COLUMN `hash` CHAR(64) NULL,
    ADD COLUMN `used_at` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3);

-- A book that went back by down.sql comes again. The hash is that of packages/addresses.
UPDATE `addresses` SET
    `default_of` = CASE WHEN `default_delivery` THEN `user_id` END,
    `hash` = SHA2(CONCAT_WS(CHAR(31 USING utf8mb4), `name`, `organisation`, `street`, `district`, `city`, `region`, `postal_code`, `country`, `phone`), 256);

-- AlterTable
ALTER TABLE `addresses` MODIFY `hash` CHAR(64) NOT NULL;

ALTER TABLE `addresses`
    DROP COLUMN `default_billing`,
    DROP COLUMN `default_delivery`;

-- CreateIndex
CREATE UNIQUE INDEX `addresses_default_of_key` ON `addresses` (`default_of`);

-- CreateIndex
CREATE UNIQUE INDEX `addresses_user_id_hash_key` ON `addresses` (`user_id`, `hash`);

-- AddForeignKey
ALTER TABLE `addresses` ADD CONSTRAINT `addresses_user_id_fkey` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE ON UPDATE RESTRICT;

-- What the schema cannot say.
ALTER TABLE `addresses` ADD CONSTRAINT `addresses_default_of_check` CHECK (`default_of` = `user_id`);
