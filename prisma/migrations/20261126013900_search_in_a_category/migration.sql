-- DropIndex
DROP INDEX "good_terms_term_weight_good_id_idx";

-- AlterTable
ALTER TABLE "good_terms" ADD COLUMN     "category_id" INTEGER NOT NULL DEFAULT 0;

-- By hand.
UPDATE "good_terms" SET "category_id" = (SELECT "category_id" FROM "goods" WHERE "id" = "good_terms"."good_id");

-- CreateIndex
CREATE INDEX "good_terms_term_weight_good_id_category_id_idx" ON "good_terms"("term", "weight" DESC, "good_id", "category_id");
