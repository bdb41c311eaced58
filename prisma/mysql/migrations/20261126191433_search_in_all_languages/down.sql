-- MySQL's form of 20261126191433_search_in_all_languages/down.sql (SHA-256 5db77fe4794cccdb119b857ad1a50e87869046888adaaf2141bd09e57b7c0234).

-- DropForeignKey
ALTER TABLE `category_translations` DROP FOREIGN KEY `category_translations_category_id_fkey`;

-- DropForeignKey
ALTER TABLE `good_names` DROP FOREIGN KEY `good_names_good_id_fkey`;

-- DropIndex
DROP INDEX `goods_published_base_price_id_idx` ON `goods`;

-- DropIndex
DROP INDEX `goods_published_category_id_base_price_id_idx` ON `goods`;

-- DropIndex
DROP INDEX `goods_published_category_id_price_id_idx` ON `goods`;

-- DropIndex
DROP INDEX `goods_published_created_at_id_idx` ON `goods`;

-- DropIndex
DROP INDEX `goods_published_popularity_id_idx` ON `goods`;

-- DropIndex
DROP INDEX `goods_published_price_id_idx` ON `goods`;

-- AlterTable
-- Loses data: column "good_facts"."keywords".
ALTER TABLE `good_facts` DROP COLUMN `keywords`;

-- AlterTable
-- Loses data: column "goods"."base_price".
-- Loses data: column "goods"."country".
-- Loses data: column "goods"."popularity".
ALTER TABLE `goods`
    DROP COLUMN `base_price`,
    DROP COLUMN `country`,
    DROP COLUMN `popularity`;

-- DropTable
-- Loses data: table "category_translations".
DROP TABLE `category_translations`;

-- DropTable
-- Loses data: table "good_names".
DROP TABLE `good_names`;
