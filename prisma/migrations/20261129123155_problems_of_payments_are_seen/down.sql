-- AlterTable
-- Loses data: column "payments"."seen_problem".
ALTER TABLE "payments" DROP COLUMN "seen_problem";
