-- MySQL's form of 20261127025211_goods_on_offer_are_found/down.sql (SHA-256 1c2313b2176dee7e39a3352fa64b50c28accdf638a8eda5bfe18b61b88871655).

-- DropIndex
DROP INDEX `goods_regular_price_idx` ON `goods`;
