-- MySQL's form of 20261127025211_goods_on_offer_are_found/migration.sql (SHA-256 472f5e16e1908d31737a0e9a53fc03f7d54f29cce85ee132973761e7b5117b75).

-- CreateIndex
CREATE INDEX `goods_regular_price_idx` ON `goods` (`regular_price`);
