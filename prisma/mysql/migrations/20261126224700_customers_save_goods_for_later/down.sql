-- MySQL's form of 20261126224700_customers_save_goods_for_later/down.sql (SHA-256 252c2e9152cdd8523246d9910080ea1c6d159c63f11721e021fb77ac0d6fdc37).

-- DropForeignKey
ALTER TABLE `favourites` DROP FOREIGN KEY `favourites_good_id_fkey`;

-- DropForeignKey
ALTER TABLE `favourites` DROP FOREIGN KEY `favourites_user_id_fkey`;

-- DropTable
-- Loses data: table "favourites".
DROP TABLE `favourites`;
