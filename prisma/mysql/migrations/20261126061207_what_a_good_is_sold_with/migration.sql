-- MySQL's form of 20261126061207_what_a_good_is_sold_with/migration.sql (SHA-256 2d19b20a6731700f421b947979dfbf193116b1bfb2c5f7f823c5670ab3ebbe8c).

-- AlterTable
ALTER TABLE `goods`
    ADD COLUMN `deposit` INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN `perishable` BOOLEAN NOT NULL DEFAULT false,
    ADD COLUMN `published` BOOLEAN NOT NULL DEFAULT true,
    ADD COLUMN `tax_category` VARCHAR(16) NOT NULL DEFAULT 'reduced';

-- CreateIndex
CREATE INDEX `goods_published_name_id_idx` ON `goods` (`published`, `name`, `id`);

-- CreateIndex
CREATE INDEX `goods_published_category_id_name_id_idx` ON `goods` (`published`, `category_id`, `name`, `id`);

-- CreateIndex
CREATE INDEX `goods_published_category_id_created_at_id_idx` ON `goods` (`published`, `category_id`, `created_at`, `id`);

-- What the schema cannot say.
ALTER TABLE `goods` ADD CONSTRAINT `goods_deposit_check` CHECK (`deposit` >= 0);
