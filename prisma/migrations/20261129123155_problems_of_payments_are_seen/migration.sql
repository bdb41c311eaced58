-- AlterTable
ALTER TABLE "payments" ADD COLUMN     "seen_problem" VARCHAR(200);
