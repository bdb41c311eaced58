-- MySQL's form of 20261126224735_goods_that_go_with_each_other/down.sql (SHA-256 b9e5e62e268cef5fae9cc3558bca90893646caeed1934cce275594a5b4511849).

-- DropForeignKey
ALTER TABLE `related_goods` DROP FOREIGN KEY `related_goods_good_id_fkey`;

-- DropForeignKey
ALTER TABLE `related_goods` DROP FOREIGN KEY `related_goods_related_id_fkey`;

-- DropTable
-- Loses data: table "related_goods".
DROP TABLE `related_goods`;
