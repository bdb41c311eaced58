-- DropTable
-- Loses data: table "staff_imports".
DROP TABLE "staff_imports";

-- DropEnum
DROP TYPE "StaffImportStatus";
