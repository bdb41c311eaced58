-- DropForeignKey
ALTER TABLE "stock_alerts" DROP CONSTRAINT "stock_alerts_good_id_fkey";

-- DropTable
-- Loses data: table "stock_alerts".
DROP TABLE "stock_alerts";
