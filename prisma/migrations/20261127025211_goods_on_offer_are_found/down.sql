-- DropIndex
DROP INDEX "goods_regular_price_idx";
