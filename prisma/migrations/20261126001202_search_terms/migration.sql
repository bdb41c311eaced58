-- DropIndex
DROP INDEX "goods_category_id_name_idx";

-- DropIndex
DROP INDEX "goods_name_idx";

-- AlterTable
ALTER TABLE "goods" ADD COLUMN     "terms_version" INTEGER NOT NULL DEFAULT 0;

-- By hand: names sort by the root collation of Unicode, the same on every database.
ALTER TABLE "goods" ALTER COLUMN "name" SET DATA TYPE VARCHAR(120) COLLATE "und-x-icu";

-- By hand.
ALTER TABLE "goods" ADD CONSTRAINT "goods_currency_check" CHECK ("currency" ~ '^[A-Z]{3}$');

-- By hand: no URL can hold these (WHATWG URL, dot segments).
ALTER TABLE "goods" ADD CONSTRAINT "goods_slug_check" CHECK ("slug" NOT IN ('', '.', '..'));

-- CreateTable
-- By hand: terms compare byte by byte.
CREATE TABLE "good_terms" (
    "good_id" INTEGER NOT NULL,
    "term" VARCHAR(40) COLLATE "C" NOT NULL,
    "weight" SMALLINT NOT NULL,

    CONSTRAINT "good_terms_pkey" PRIMARY KEY ("good_id","term")
);

-- CreateTable
-- By hand: as above.
CREATE TABLE "search_terms" (
    "term" VARCHAR(40) COLLATE "C" NOT NULL,

    CONSTRAINT "search_terms_pkey" PRIMARY KEY ("term")
);

-- CreateIndex
CREATE INDEX "good_terms_term_weight_good_id_idx" ON "good_terms"("term", "weight" DESC, "good_id");

-- CreateIndex
CREATE INDEX "goods_category_id_name_id_idx" ON "goods"("category_id", "name", "id");

-- CreateIndex
CREATE INDEX "goods_name_id_idx" ON "goods"("name", "id");

-- CreateIndex
CREATE INDEX "goods_category_id_created_at_id_idx" ON "goods"("category_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "goods_terms_version_idx" ON "goods"("terms_version");

-- AddForeignKey
ALTER TABLE "good_terms" ADD CONSTRAINT "good_terms_good_id_fkey" FOREIGN KEY ("good_id") REFERENCES "goods"("id") ON DELETE CASCADE ON UPDATE CASCADE;
