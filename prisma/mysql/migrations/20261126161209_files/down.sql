-- MySQL's form of 20261126161209_files/down.sql (SHA-256 3ece7530922fd657af2ac67191befb0036c699fa0e3eaf5c01760318f03123bb).

-- DropForeignKey
ALTER TABLE `file_uses` DROP FOREIGN KEY `file_uses_name_fkey`;

-- DropForeignKey
ALTER TABLE `files` DROP FOREIGN KEY `files_made_from_fkey`;

-- DropTable
-- Loses data: table "file_uses".
DROP TABLE `file_uses`;

-- DropTable
-- Loses data: table "files".
DROP TABLE `files`;
