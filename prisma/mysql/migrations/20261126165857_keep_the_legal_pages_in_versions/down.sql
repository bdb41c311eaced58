-- MySQL's form of 20261126165857_keep_the_legal_pages_in_versions/down.sql (SHA-256 d635b6ac4c3fd4833df2132ccc28d1f8cd74cb036544343c57f498744b1cfca1).

-- DropForeignKey
ALTER TABLE `page_versions` DROP FOREIGN KEY `page_versions_name_language_fkey`;

-- DropTable
-- Loses data: table "page_versions".
DROP TABLE `page_versions`;

-- DropTable
-- Loses data: table "pages".
DROP TABLE `pages`;
