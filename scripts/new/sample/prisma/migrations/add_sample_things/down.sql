-- DropTable
-- Loses data: table "sample_things".
DROP TABLE "sample_things";
