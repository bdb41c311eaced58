-- DropForeignKey
ALTER TABLE "good_terms" DROP CONSTRAINT "good_terms_good_id_fkey";

-- DropIndex
DROP INDEX "goods_category_id_created_at_id_idx";

-- DropIndex
DROP INDEX "goods_category_id_name_id_idx";

-- DropIndex
DROP INDEX "goods_name_id_idx";

-- DropIndex
DROP INDEX "goods_terms_version_idx";

ALTER TABLE "goods" DROP CONSTRAINT "goods_slug_check";

ALTER TABLE "goods" DROP CONSTRAINT "goods_currency_check";

-- Back to the collation of the database.
ALTER TABLE "goods" ALTER COLUMN "name" SET DATA TYPE VARCHAR(120);

-- AlterTable
-- Loses data: column "goods"."terms_version".
ALTER TABLE "goods" DROP COLUMN "terms_version";

-- DropTable
-- Loses data: table "good_terms".
DROP TABLE "good_terms";

-- DropTable
-- Loses data: table "search_terms".
DROP TABLE "search_terms";

-- CreateIndex
CREATE INDEX "goods_category_id_name_idx" ON "goods"("category_id" ASC, "name" ASC);

-- CreateIndex
CREATE INDEX "goods_name_idx" ON "goods"("name" ASC);
