-- AlterEnum
BEGIN;
-- What was cancelled was given up before.
UPDATE "tasks" SET "status" = 'failed', "problem" = 'It was cancelled.' WHERE "status" = 'cancelled';
CREATE TYPE "TaskStatus_new" AS ENUM ('queued', 'running', 'done', 'failed');
ALTER TABLE "tasks" ALTER COLUMN "status" DROP DEFAULT;
ALTER TABLE "tasks" ALTER COLUMN "status" TYPE "TaskStatus_new" USING ("status"::text::"TaskStatus_new");
ALTER TYPE "TaskStatus" RENAME TO "TaskStatus_old";
ALTER TYPE "TaskStatus_new" RENAME TO "TaskStatus";
DROP TYPE "TaskStatus_old";
ALTER TABLE "tasks" ALTER COLUMN "status" SET DEFAULT 'queued';
COMMIT;
