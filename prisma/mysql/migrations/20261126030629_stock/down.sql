-- MySQL's form of 20261126030629_stock/down.sql (SHA-256 acccfb141e4b6781430afa26cd29902ab4a8b563b98969885dcc5bd9c4a5f543).

-- DropTable
-- Loses data: table "stock_levels".
DROP TABLE `stock_levels`;

-- DropTable
-- Loses data: table "stock_movements".
DROP TABLE `stock_movements`;
