-- DropForeignKey
ALTER TABLE "related_goods" DROP CONSTRAINT "related_goods_good_id_fkey";

-- DropForeignKey
ALTER TABLE "related_goods" DROP CONSTRAINT "related_goods_related_id_fkey";

-- DropTable
-- Loses data: table "related_goods".
DROP TABLE "related_goods";

-- DropEnum
DROP TYPE "RelatedKind";
