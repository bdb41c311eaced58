-- DropForeignKey
ALTER TABLE "carts" DROP CONSTRAINT "carts_merged_into_fkey";

-- DropIndex
DROP INDEX "carts_merged_into_idx";

-- AlterTable
-- Loses data: column "carts"."merged_into".
ALTER TABLE "carts" DROP COLUMN "merged_into";
