-- DropTable
-- Loses data: table "tasks".
DROP TABLE "tasks";

-- DropEnum
DROP TYPE "TaskStatus";
