-- DropTable
-- Loses data: table "rate_limits".
DROP TABLE "rate_limits";
