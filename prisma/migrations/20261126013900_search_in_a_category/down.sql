-- DropIndex
DROP INDEX "good_terms_term_weight_good_id_category_id_idx";

-- AlterTable
-- Loses data: column "good_terms"."category_id".
ALTER TABLE "good_terms" DROP COLUMN "category_id";

-- CreateIndex
CREATE INDEX "good_terms_term_weight_good_id_idx" ON "good_terms"("term" ASC, "weight" DESC, "good_id" ASC);
