-- MySQL's form of 20261126105111_the_address_book/down.sql (SHA-256 65c9989ded6f1cdffc67b2938fa8f423fd6f616b0bce6a9ef9cbac9282a52df8).

-- DropForeignKey
ALTER TABLE `addresses` DROP FOREIGN KEY `addresses_user_id_fkey`;

-- DropIndex
DROP INDEX `addresses_default_of_key` ON `addresses`;

-- DropIndex
DROP INDEX `addresses_user_id_hash_key` ON `addresses`;

-- AlterTable
ALTER TABLE `addresses`
    ADD COLUMN `default_billing` BOOLEAN NOT NULL DEFAULT false,
    ADD COLUMN `default_delivery` BOOLEAN NOT NULL DEFAULT false;

-- A default stays one.
UPDATE `addresses` SET `default_delivery` = `default_of` IS NOT NULL;

-- AlterTable
-- Loses data: column "addresses"."default_of".
-- Loses data: column "addresses"."hash".
-- Loses data: column "addresses"."used_at".
ALTER TABLE `addresses`
    DROP /*!80016 CHECK */ /*M! CONSTRAINT */ `addresses_default_of_check`,
    DROP COLUMN `default_of`,
    DROP COLUMN `hash`,
    DROP COLUMN `used_at`;

-- CreateIndex
CREATE INDEX `addresses_user_id_idx` ON `addresses` (`user_id`);

-- AddForeignKey
ALTER TABLE `addresses` ADD CONSTRAINT `addresses_user_id_fkey` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE ON UPDATE CASCADE;
