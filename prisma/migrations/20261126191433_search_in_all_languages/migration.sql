-- AlterTable
ALTER TABLE "good_facts" ADD COLUMN     "keywords" VARCHAR(255);

-- AlterTable
ALTER TABLE "goods" ADD COLUMN     "base_price" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "country" CHAR(2),
ADD COLUMN     "popularity" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "category_translations" (
    "category_id" INTEGER NOT NULL,
    "language" VARCHAR(16) NOT NULL,
    "name" VARCHAR(64) NOT NULL,

    CONSTRAINT "category_translations_pkey" PRIMARY KEY ("category_id","language")
);

-- CreateTable
-- By hand: sort keys compare byte by byte.
CREATE TABLE "good_names" (
    "good_id" INTEGER NOT NULL,
    "language" VARCHAR(16) NOT NULL,
    "category_id" INTEGER NOT NULL,
    "sort_key" VARCHAR(120) COLLATE "C" NOT NULL,

    CONSTRAINT "good_names_pkey" PRIMARY KEY ("good_id","language")
);

-- CreateIndex
CREATE INDEX "good_names_language_sort_key_good_id_idx" ON "good_names"("language", "sort_key", "good_id");

-- CreateIndex
CREATE INDEX "good_names_language_category_id_sort_key_good_id_idx" ON "good_names"("language", "category_id", "sort_key", "good_id");

-- CreateIndex
CREATE INDEX "goods_published_created_at_id_idx" ON "goods"("published", "created_at", "id");

-- CreateIndex
CREATE INDEX "goods_published_price_id_idx" ON "goods"("published", "price", "id");

-- CreateIndex
CREATE INDEX "goods_published_category_id_price_id_idx" ON "goods"("published", "category_id", "price", "id");

-- CreateIndex
CREATE INDEX "goods_published_popularity_id_idx" ON "goods"("published", "popularity", "id");

-- CreateIndex
CREATE INDEX "goods_published_base_price_id_idx" ON "goods"("published", "base_price", "id");

-- CreateIndex
CREATE INDEX "goods_published_category_id_base_price_id_idx" ON "goods"("published", "category_id", "base_price", "id");

-- AddForeignKey
ALTER TABLE "category_translations" ADD CONSTRAINT "category_translations_category_id_fkey" FOREIGN KEY ("category_id") REFERENCES "categories"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "good_names" ADD CONSTRAINT "good_names_good_id_fkey" FOREIGN KEY ("good_id") REFERENCES "goods"("id") ON DELETE CASCADE ON UPDATE CASCADE;
