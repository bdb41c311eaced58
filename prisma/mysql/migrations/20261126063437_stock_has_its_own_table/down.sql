-- MySQL's form of 20261126063437_stock_has_its_own_table/down.sql (SHA-256 b9c54665ab9bf6acb3e6da6908dcdb695b62491d74818536019639e8c4973fe3).

-- The ledger and the levels stay. "goods"."stock" was written along, and is what counts from here on; the way up books what differs then.
-- AlterTable
ALTER TABLE `goods`
    DROP COLUMN `available`,
    MODIFY `stock` INTEGER NOT NULL;
