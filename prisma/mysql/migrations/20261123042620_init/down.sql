-- MySQL's form of 20261123042620_init/down.sql (SHA-256 c63f38a9d305ae73a0fcfff1ff5b2cb640419863d29a403e226e1b0199ac7e4d).

-- DropForeignKey
ALTER TABLE `cart_lines` DROP FOREIGN KEY `cart_lines_cart_id_fkey`;

-- DropForeignKey
ALTER TABLE `cart_lines` DROP FOREIGN KEY `cart_lines_good_id_fkey`;

-- DropForeignKey
ALTER TABLE `carts` DROP FOREIGN KEY `carts_user_id_fkey`;

-- DropForeignKey
ALTER TABLE `goods` DROP FOREIGN KEY `goods_category_id_fkey`;

-- DropTable
-- Loses data: table "cart_lines".
DROP TABLE `cart_lines`;

-- DropTable
-- Loses data: table "carts".
DROP TABLE `carts`;

-- DropTable
-- Loses data: table "categories".
DROP TABLE `categories`;

-- DropTable
-- Loses data: table "goods".
DROP TABLE `goods`;

-- DropTable
-- Loses data: table "sessions".
DROP TABLE `sessions`;

-- DropTable
-- Loses data: table "users".
DROP TABLE `users`;
