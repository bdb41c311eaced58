-- The name was what a user logged in by. It becomes the user name, and what people are called stands beside it. The key keeps its
-- column: the version before goes on serving while the workers are replaced one by one.
ALTER TABLE "users" ADD COLUMN     "user_name" VARCHAR(32),
ALTER COLUMN "name" SET DATA TYPE VARCHAR(100),
ALTER COLUMN "name_key" DROP NOT NULL;

-- A key that begins with # was made by the way down, for a user who has no user name.
UPDATE "users" SET "name_key" = NULL WHERE "name_key" LIKE '#%';
UPDATE "users" SET "user_name" = "name" WHERE "name_key" IS NOT NULL;

-- AlterTable
ALTER TABLE "user_tokens" ALTER COLUMN "user_id" DROP NOT NULL;

-- CreateIndex
CREATE INDEX "users_pending_email_idx" ON "users"("pending_email");

-- CreateIndex
CREATE INDEX "user_tokens_email_idx" ON "user_tokens"("email");
