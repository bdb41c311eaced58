-- AlterTable
ALTER TABLE "mails" ADD COLUMN     "traceparent" VARCHAR(55);

-- AlterTable
ALTER TABLE "tasks" ADD COLUMN     "traceparent" VARCHAR(55);
