-- DropForeignKey
ALTER TABLE "addresses" DROP CONSTRAINT "addresses_user_id_fkey";

-- DropIndex
DROP INDEX "addresses_default_of_key";

-- DropIndex
DROP INDEX "addresses_user_id_hash_key";

-- AlterTable
ALTER TABLE "addresses" ADD COLUMN     "default_billing" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "default_delivery" BOOLEAN NOT NULL DEFAULT false;

-- A default stays one.
UPDATE "addresses" SET "default_delivery" = "default_of" IS NOT NULL;

-- AlterTable
-- Loses data: column "addresses"."default_of".
-- Loses data: column "addresses"."hash".
-- Loses data: column "addresses"."used_at".
ALTER TABLE "addresses" DROP CONSTRAINT "addresses_default_of_check",
DROP COLUMN "default_of",
DROP COLUMN "hash",
DROP COLUMN "used_at";

-- CreateIndex
CREATE INDEX "addresses_user_id_idx" ON "addresses"("user_id" ASC);

-- AddForeignKey
ALTER TABLE "addresses" ADD CONSTRAINT "addresses_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
