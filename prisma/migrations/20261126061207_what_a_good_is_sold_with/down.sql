-- DropIndex
DROP INDEX "goods_published_category_id_created_at_id_idx";

-- DropIndex
DROP INDEX "goods_published_category_id_name_id_idx";

-- DropIndex
DROP INDEX "goods_published_name_id_idx";

-- AlterTable
-- Loses data: column "goods"."deposit".
-- Loses data: column "goods"."perishable".
-- Loses data: column "goods"."published".
-- Loses data: column "goods"."tax_category".
ALTER TABLE "goods" DROP COLUMN "deposit",
DROP COLUMN "perishable",
DROP COLUMN "published",
DROP COLUMN "tax_category";
