-- DropForeignKey
ALTER TABLE "user_tokens" DROP CONSTRAINT "user_tokens_user_id_fkey";

-- AlterTable
-- Loses data: column "sessions"."used_at".
ALTER TABLE "sessions" DROP COLUMN "used_at";

-- What comes before wants an address of everybody, proved or not, and of each another one: the first to claim an address
-- gets it, and whoever has none then gets one that leads nowhere.
UPDATE "users" SET "email" = "pending_email" WHERE "id" IN (
    SELECT min("id") FROM "users"
    WHERE "email" IS NULL AND "pending_email" NOT IN (SELECT "email" FROM "users" WHERE "email" IS NOT NULL)
    GROUP BY "pending_email"
);
UPDATE "users" SET "email" = "id" || '@no-address.invalid' WHERE "email" IS NULL;

-- AlterTable
-- Loses data: column "users"."pending_email".
-- Loses data: column "users"."role".
ALTER TABLE "users" DROP COLUMN "pending_email",
DROP COLUMN "role",
ALTER COLUMN "email" SET NOT NULL;

-- DropTable
-- Loses data: table "user_tokens".
DROP TABLE "user_tokens";

-- DropEnum
DROP TYPE "Role";

-- DropEnum
DROP TYPE "TokenPurpose";
