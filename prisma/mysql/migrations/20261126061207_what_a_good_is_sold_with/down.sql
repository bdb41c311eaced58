-- MySQL's form of 20261126061207_what_a_good_is_sold_with/down.sql (SHA-256 3a9545953cc5e3ab68f02a5c3dc48ba241fb1b2947912bf7c64387cd7c543c95).

-- DropIndex
DROP INDEX `goods_published_category_id_created_at_id_idx` ON `goods`;

-- DropIndex
DROP INDEX `goods_published_category_id_name_id_idx` ON `goods`;

-- DropIndex
DROP INDEX `goods_published_name_id_idx` ON `goods`;

-- AlterTable
-- Loses data: column "goods"."deposit".
-- Loses data: column "goods"."perishable".
-- Loses data: column "goods"."published".
-- Loses data: column "goods"."tax_category".
ALTER TABLE `goods`
    DROP /*!80016 CHECK */ /*M! CONSTRAINT */ `goods_deposit_check`,
    DROP COLUMN `deposit`,
    DROP COLUMN `perishable`,
    DROP COLUMN `published`,
    DROP COLUMN `tax_category`;
