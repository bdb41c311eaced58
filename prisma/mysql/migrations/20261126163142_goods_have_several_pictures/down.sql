-- MySQL's form of 20261126163142_goods_have_several_pictures/down.sql (SHA-256 e5ebf41e2cad2670baa175c32b085bf2c918bdcbcd44240a4221c38b8ecba879).

-- DropForeignKey
ALTER TABLE `good_pictures` DROP FOREIGN KEY `good_pictures_good_id_fkey`;

-- DropTable
-- Loses data: table "good_pictures".
DROP TABLE `good_pictures`;
