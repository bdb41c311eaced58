-- MySQL's form of 20261126064300_merged_carts/down.sql (SHA-256 c2c65d4567ca63296c439c878ee922957843bd342c0fb3bbd88a021cada0f5a8).

-- DropForeignKey
ALTER TABLE `carts` DROP FOREIGN KEY `carts_merged_into_fkey`;

-- DropIndex
DROP INDEX `carts_merged_into_idx` ON `carts`;

-- AlterTable
-- Loses data: column "carts"."merged_into".
ALTER TABLE `carts` DROP COLUMN `merged_into`;
