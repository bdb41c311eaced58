-- AlterTable
-- Loses data: column "mails"."traceparent".
ALTER TABLE "mails" DROP COLUMN "traceparent";

-- AlterTable
-- Loses data: column "tasks"."traceparent".
ALTER TABLE "tasks" DROP COLUMN "traceparent";
