-- AlterTable
-- Loses data: column "users"."used_at".
ALTER TABLE "users" DROP COLUMN "used_at";
