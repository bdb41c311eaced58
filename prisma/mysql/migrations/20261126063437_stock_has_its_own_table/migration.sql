-- MySQL's form of 20261126063437_stock_has_its_own_table/migration.sql (SHA-256 132e3efbfe97727f57c200e378ec802b3113041ceb7d282c4cfeccf2b7216771).

-- What there is goes into the ledger: all of it, or what differs where a level is there already.
INSERT INTO `stock_movements` (`good_id`, `quantity`, `kind`, `note`)
SELECT g.`id`, g.`stock` - COALESCE(l.`on_hand`, 0), 'corrected', 'Counted in goods'
FROM `goods` g LEFT JOIN `stock_levels` l ON l.`good_id` = g.`id`
WHERE g.`stock` <> COALESCE(l.`on_hand`, 0) AND COALESCE(l.`backorder`, FALSE) = FALSE
ORDER BY g.`id`;

UPDATE `stock_levels` l JOIN `goods` g ON g.`id` = l.`good_id`
SET l.`on_hand` = g.`stock`, l.`version` = l.`version` + 1
WHERE l.`backorder` = FALSE AND l.`on_hand` <> g.`stock`;

INSERT INTO `stock_levels` (`good_id`, `on_hand`)
SELECT g.`id`, g.`stock` FROM `goods` g
WHERE NOT EXISTS (SELECT 1 FROM `stock_levels` l WHERE l.`good_id` = g.`id`) ORDER BY g.`id`;

-- AlterTable
-- True for all at first: a default writes no row, and few goods are sold out.
ALTER TABLE `goods`
    ADD COLUMN `available` BOOLEAN NOT NULL DEFAULT true,
    MODIFY `stock` INTEGER NOT NULL DEFAULT 0;

UPDATE `goods` SET `available` = FALSE
WHERE `stock` = 0
  AND NOT EXISTS (SELECT 1 FROM `stock_levels` l WHERE l.`good_id` = `goods`.`id` AND l.`backorder` = TRUE);

ALTER TABLE `goods` MODIFY `available` BOOLEAN NOT NULL DEFAULT false;
