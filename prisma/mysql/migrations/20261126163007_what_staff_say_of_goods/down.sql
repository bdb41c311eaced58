-- MySQL's form of 20261126163007_what_staff_say_of_goods/down.sql (SHA-256 2cc88604adda8d4e2d2726935bc5d27c2893cc2260a363796cbd4ca47d7bb9bd).

-- DropForeignKey
ALTER TABLE `good_allergens` DROP FOREIGN KEY `good_allergens_good_id_fkey`;

-- DropForeignKey
ALTER TABLE `good_facts` DROP FOREIGN KEY `good_facts_good_id_fkey`;

-- DropForeignKey
ALTER TABLE `good_nutrition` DROP FOREIGN KEY `good_nutrition_good_id_fkey`;

-- DropForeignKey
ALTER TABLE `price_history` DROP FOREIGN KEY `price_history_good_id_fkey`;

-- DropIndex
DROP INDEX `goods_price_id_idx` ON `goods`;

-- DropIndex
DROP INDEX `goods_updated_at_id_idx` ON `goods`;

-- AlterTable
-- Loses data: column "categories"."updated_at".
-- Loses data: column "categories"."version".
ALTER TABLE `categories`
    DROP COLUMN `updated_at`,
    DROP COLUMN `version`;

-- AlterTable
-- Loses data: column "goods"."archived_at".
-- Loses data: column "goods"."content".
-- Loses data: column "goods"."content_unit".
-- Loses data: column "goods"."drained".
-- Loses data: column "goods"."grade".
-- Loses data: column "goods"."organic_code".
-- Loses data: column "goods"."prior_price".
-- Loses data: column "goods"."regular_price".
-- Loses data: column "goods"."season".
-- Loses data: column "goods"."updated_at".
-- Loses data: column "goods"."vegan".
-- Loses data: column "goods"."version".
-- Loses data: column "goods"."weighed".
ALTER TABLE `goods`
    DROP /*!80016 CHECK */ /*M! CONSTRAINT */ `goods_content_check`,
    DROP /*!80016 CHECK */ /*M! CONSTRAINT */ `goods_drained_check`,
    DROP /*!80016 CHECK */ /*M! CONSTRAINT */ `goods_regular_price_check`,
    DROP /*!80016 CHECK */ /*M! CONSTRAINT */ `goods_season_check`,
    DROP /*!80016 CHECK */ /*M! CONSTRAINT */ `goods_archived_at_check`,
    DROP COLUMN `archived_at`,
    DROP COLUMN `content`,
    DROP COLUMN `content_unit`,
    DROP COLUMN `drained`,
    DROP COLUMN `grade`,
    DROP COLUMN `organic_code`,
    DROP COLUMN `prior_price`,
    DROP COLUMN `regular_price`,
    DROP COLUMN `season`,
    DROP COLUMN `updated_at`,
    DROP COLUMN `vegan`,
    DROP COLUMN `version`,
    DROP COLUMN `weighed`;

-- DropTable
-- Loses data: table "good_allergens".
DROP TABLE `good_allergens`;

-- DropTable
-- Loses data: table "good_facts".
DROP TABLE `good_facts`;

-- DropTable
-- Loses data: table "good_nutrition".
DROP TABLE `good_nutrition`;

-- DropTable
-- Loses data: table "price_history".
DROP TABLE `price_history`;
