-- AlterTable
-- Loses data: column "cart_lines"."added_at", where the new type does not hold the value.
ALTER TABLE "cart_lines" ALTER COLUMN "added_at" SET DATA TYPE TIMESTAMP(3);
