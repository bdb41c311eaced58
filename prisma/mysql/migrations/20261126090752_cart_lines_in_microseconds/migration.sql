-- MySQL's form of 20261126090752_cart_lines_in_microseconds/migration.sql (SHA-256 116c1ae2a0d117175d2d369825f6d6e98738ba9702a716bbbb3366806ed9bfb7).

-- AlterTable
ALTER TABLE `cart_lines` MODIFY `added_at` DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6);
