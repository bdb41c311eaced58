-- MySQL's form of 20261126001202_search_terms/migration.sql (SHA-256 c708dada8f97aa9cf65220770f423362c0cd0e5b65c9337cc40ef2f7dbd2a3bd).

-- DropIndex
ALTER TABLE `goods`
    DROP INDEX `goods_category_id_name_idx`,
    ADD INDEX `goods_category_id_name_id_idx` (`category_id`, `name`, `id`);

-- DropIndex
DROP INDEX `goods_name_idx` ON `goods`;

-- AlterTable
ALTER TABLE `goods` ADD COLUMN `terms_version` INTEGER NOT NULL DEFAULT 0;

-- By hand: names sort by the root collation of Unicode, the same on every database.
ALTER TABLE `goods` MODIFY `name` VARCHAR(120) COLLATE /*!80000 utf8mb4_0900_as_cs */ /*M!101001 utf8mb4_uca1400_nopad_as_cs */ NOT NULL;

-- By hand.
ALTER TABLE `goods` ADD CONSTRAINT `goods_currency_check` CHECK (`currency` REGEXP '^[A-Z]{3}$');

-- By hand: no URL can hold these (WHATWG URL, dot segments).
ALTER TABLE `goods` ADD CONSTRAINT `goods_slug_check` CHECK (`slug` NOT IN ('', '.', '..'));

-- CreateTable
-- By hand: terms compare byte by byte.
CREATE TABLE `good_terms` (
    `good_id` INTEGER NOT NULL,
    `term` VARCHAR(40) NOT NULL,
    `weight` SMALLINT NOT NULL,
    PRIMARY KEY (`good_id`, `term`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
-- By hand: as above.
CREATE TABLE `search_terms` (
    `term` VARCHAR(40) NOT NULL,
    PRIMARY KEY (`term`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateIndex
CREATE INDEX `good_terms_term_weight_good_id_idx` ON `good_terms` (`term`, `weight` DESC, `good_id`);

-- CreateIndex
CREATE INDEX `goods_name_id_idx` ON `goods` (`name`, `id`);

-- CreateIndex
CREATE INDEX `goods_category_id_created_at_id_idx` ON `goods` (`category_id`, `created_at`, `id`);

-- CreateIndex
CREATE INDEX `goods_terms_version_idx` ON `goods` (`terms_version`);

-- AddForeignKey
ALTER TABLE `good_terms` ADD CONSTRAINT `good_terms_good_id_fkey` FOREIGN KEY (`good_id`) REFERENCES `goods` (`id`) ON DELETE CASCADE ON UPDATE CASCADE;
