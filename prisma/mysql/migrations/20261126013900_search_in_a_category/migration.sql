-- MySQL's form of 20261126013900_search_in_a_category/migration.sql (SHA-256 210596d78c9bbd48989f617286a43a827fc483e4808fae26f2a43e1d12e0709e).

-- DropIndex
DROP INDEX `good_terms_term_weight_good_id_idx` ON `good_terms`;

-- AlterTable
ALTER TABLE `good_terms` ADD COLUMN `category_id` INTEGER NOT NULL DEFAULT 0;

-- By hand.
UPDATE `good_terms` SET `category_id` = (SELECT `category_id` FROM `goods` WHERE `id` = `good_terms`.`good_id`);

-- CreateIndex
CREATE INDEX `good_terms_term_weight_good_id_category_id_idx` ON `good_terms` (`term`, `weight` DESC, `good_id`, `category_id`);
