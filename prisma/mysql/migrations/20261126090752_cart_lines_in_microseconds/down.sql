-- MySQL's form of 20261126090752_cart_lines_in_microseconds/down.sql (SHA-256 5331b766b76cdd2224ff847e680b17c674803cf17e49a9623d34d8e79128e1f7).

-- AlterTable
-- Loses data: column "cart_lines"."added_at", where the new type does not hold the value.
ALTER TABLE `cart_lines` MODIFY `added_at` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3);
