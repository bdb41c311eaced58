-- DropForeignKey
ALTER TABLE "category_translations" DROP CONSTRAINT "category_translations_category_id_fkey";

-- DropForeignKey
ALTER TABLE "good_names" DROP CONSTRAINT "good_names_good_id_fkey";

-- DropIndex
DROP INDEX "goods_published_base_price_id_idx";

-- DropIndex
DROP INDEX "goods_published_category_id_base_price_id_idx";

-- DropIndex
DROP INDEX "goods_published_category_id_price_id_idx";

-- DropIndex
DROP INDEX "goods_published_created_at_id_idx";

-- DropIndex
DROP INDEX "goods_published_popularity_id_idx";

-- DropIndex
DROP INDEX "goods_published_price_id_idx";

-- AlterTable
-- Loses data: column "good_facts"."keywords".
ALTER TABLE "good_facts" DROP COLUMN "keywords";

-- AlterTable
-- Loses data: column "goods"."base_price".
-- Loses data: column "goods"."country".
-- Loses data: column "goods"."popularity".
ALTER TABLE "goods" DROP COLUMN "base_price",
DROP COLUMN "country",
DROP COLUMN "popularity";

-- DropTable
-- Loses data: table "category_translations".
DROP TABLE "category_translations";

-- DropTable
-- Loses data: table "good_names".
DROP TABLE "good_names";
