-- AlterTable
-- Loses data: column "users"."language".
ALTER TABLE "users" DROP COLUMN "language";
