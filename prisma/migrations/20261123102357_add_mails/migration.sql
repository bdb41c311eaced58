-- CreateEnum
CREATE TYPE "MailStatus" AS ENUM ('queued', 'sending', 'sent', 'failed', 'cancelled');

-- CreateTable
CREATE TABLE "mails" (
    "id" CHAR(36) NOT NULL,
    "status" "MailStatus" NOT NULL DEFAULT 'queued',
    "recipients" TEXT NOT NULL,
    "remaining" TEXT,
    "subject" VARCHAR(255) NOT NULL,
    "message" BYTEA,
    "secret" BOOLEAN NOT NULL DEFAULT false,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "problem" VARCHAR(500),
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "due_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "done_at" TIMESTAMP(3),

    CONSTRAINT "mails_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "mails_status_due_at_idx" ON "mails"("status", "due_at");

-- CreateIndex
CREATE INDEX "mails_done_at_idx" ON "mails"("done_at");
