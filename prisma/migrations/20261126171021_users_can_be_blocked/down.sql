-- DropIndex
DROP INDEX "users_role_idx";

-- AlterTable
-- Loses data: column "users"."blocked_at".
ALTER TABLE "users" DROP COLUMN "blocked_at";
