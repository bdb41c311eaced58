-- DropTable
-- Loses data: table "settings".
DROP TABLE "settings";
