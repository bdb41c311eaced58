-- MySQL's form of 20261126013900_search_in_a_category/down.sql (SHA-256 21fa25031d4b1b8d4e5a437e7d1f233027050d18566e8ee7dbdf4cee22a6f960).

-- DropIndex
DROP INDEX `good_terms_term_weight_good_id_category_id_idx` ON `good_terms`;

-- AlterTable
-- Loses data: column "good_terms"."category_id".
ALTER TABLE `good_terms` DROP COLUMN `category_id`;

-- CreateIndex
CREATE INDEX `good_terms_term_weight_good_id_idx` ON `good_terms` (`term`, `weight` DESC, `good_id`);
