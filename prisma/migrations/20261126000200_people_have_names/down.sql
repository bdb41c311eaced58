-- DropIndex
DROP INDEX "user_tokens_email_idx";

-- DropIndex
DROP INDEX "users_pending_email_idx";

-- What comes before knows no link that is for several users.
DELETE FROM "user_tokens" WHERE "user_id" IS NULL;

-- AlterTable
ALTER TABLE "user_tokens" ALTER COLUMN "user_id" SET NOT NULL;

-- What comes before calls people by their user names, and wants one of everybody: those who have none get a key that is no
-- name of anybody's, and keep the beginning of what they are called.
UPDATE "users" SET "name" = coalesce("user_name", left("name", 32)), "name_key" = coalesce("name_key", concat('#', "id"));

-- AlterTable
-- Loses data: column "users"."user_name".
ALTER TABLE "users" DROP COLUMN "user_name",
ALTER COLUMN "name" SET DATA TYPE VARCHAR(32),
ALTER COLUMN "name_key" SET NOT NULL;
