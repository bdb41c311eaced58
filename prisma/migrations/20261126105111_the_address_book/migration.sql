-- DropForeignKey
ALTER TABLE "addresses" DROP CONSTRAINT "addresses_user_id_fkey";

-- DropIndex
DROP INDEX "addresses_user_id_idx";

-- AlterTable
ALTER TABLE "addresses"
ADD COLUMN     "default_of" INTEGER,
ADD COLUMN     "hash" CHAR(64),
ADD COLUMN     "used_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- A book that went back by down.sql comes again. The hash is that of packages/addresses.
UPDATE "addresses" SET
    "default_of" = CASE WHEN "default_delivery" THEN "user_id" END,
    "hash" = encode(sha256(convert_to(concat_ws(chr(31), "name", "organisation", "street", "district", "city", "region", "postal_code", "country", "phone"), 'UTF8')), 'hex');

-- AlterTable
ALTER TABLE "addresses" ALTER COLUMN "hash" SET NOT NULL;
ALTER TABLE "addresses" DROP COLUMN "default_billing",
DROP COLUMN "default_delivery";

-- CreateIndex
CREATE UNIQUE INDEX "addresses_default_of_key" ON "addresses"("default_of");

-- CreateIndex
CREATE UNIQUE INDEX "addresses_user_id_hash_key" ON "addresses"("user_id", "hash");

-- AddForeignKey
ALTER TABLE "addresses" ADD CONSTRAINT "addresses_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- What the schema cannot say.
ALTER TABLE "addresses" ADD CONSTRAINT "addresses_default_of_check" CHECK ("default_of" = "user_id");
