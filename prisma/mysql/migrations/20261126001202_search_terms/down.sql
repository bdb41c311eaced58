-- MySQL's form of 20261126001202_search_terms/down.sql (SHA-256 b589498debec99fcbbf22fed2a9b00dcf185bc6a44fbae021df218dc0f2452fb).

-- DropForeignKey
ALTER TABLE `good_terms` DROP FOREIGN KEY `good_terms_good_id_fkey`;

-- DropIndex
DROP INDEX `goods_category_id_created_at_id_idx` ON `goods`;

-- DropIndex
ALTER TABLE `goods`
    DROP INDEX `goods_category_id_name_id_idx`,
    ADD INDEX `goods_category_id_name_idx` (`category_id`, `name`);

-- DropIndex
DROP INDEX `goods_name_id_idx` ON `goods`;

-- DropIndex
DROP INDEX `goods_terms_version_idx` ON `goods`;

ALTER TABLE `goods` DROP /*!80016 CHECK */ /*M! CONSTRAINT */ `goods_slug_check`;

ALTER TABLE `goods` DROP /*!80016 CHECK */ /*M! CONSTRAINT */ `goods_currency_check`;

-- Back to the collation of the database.
ALTER TABLE `goods` MODIFY `name` VARCHAR(120) NOT NULL;

-- AlterTable
-- Loses data: column "goods"."terms_version".
ALTER TABLE `goods` DROP COLUMN `terms_version`;

-- DropTable
-- Loses data: table "good_terms".
DROP TABLE `good_terms`;

-- DropTable
-- Loses data: table "search_terms".
DROP TABLE `search_terms`;

-- CreateIndex
CREATE INDEX `goods_name_idx` ON `goods` (`name`);
