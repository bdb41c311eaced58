-- DropTable
-- Loses data: table "stock_levels".
DROP TABLE "stock_levels";

-- DropTable
-- Loses data: table "stock_movements".
DROP TABLE "stock_movements";

-- DropEnum
DROP TYPE "StockMovementKind";
