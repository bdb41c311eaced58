-- MySQL's form of 20261126222727_buyers_review_goods/down.sql (SHA-256 d25399dbb871d5f1d9d641b1167a0bf3aeff7db2389880336e3bd7b51f0ad71d).

-- DropForeignKey
ALTER TABLE `reviews` DROP FOREIGN KEY `reviews_good_id_fkey`;

-- DropForeignKey
ALTER TABLE `reviews` DROP FOREIGN KEY `reviews_user_id_fkey`;

-- DropTable
-- Loses data: table "reviews".
DROP TABLE `reviews`;
