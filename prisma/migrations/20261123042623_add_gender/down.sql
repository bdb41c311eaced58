-- AlterTable
-- Loses data: column "users"."gender".
ALTER TABLE "users" DROP COLUMN "gender";

-- DropEnum
DROP TYPE "Gender";
