-- CreateEnum
CREATE TYPE "ContentUnit" AS ENUM ('g', 'ml', 'piece');

-- CreateEnum
CREATE TYPE "Grade" AS ENUM ('extra', 'I', 'II');

-- CreateEnum
CREATE TYPE "Allergen" AS ENUM ('gluten', 'crustaceans', 'eggs', 'fish', 'peanuts', 'soybeans', 'milk', 'nuts', 'celery', 'mustard', 'sesame', 'sulphites', 'lupin', 'molluscs');

-- CreateEnum
CREATE TYPE "NutritionBasis" AS ENUM ('g', 'ml');

-- AlterTable
ALTER TABLE "categories" ADD COLUMN     "updated_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "goods" ADD COLUMN     "archived_at" TIMESTAMP(3),
ADD COLUMN     "content" INTEGER,
ADD COLUMN     "content_unit" "ContentUnit",
ADD COLUMN     "drained" INTEGER,
ADD COLUMN     "grade" "Grade",
ADD COLUMN     "organic_code" VARCHAR(16),
ADD COLUMN     "prior_price" INTEGER,
ADD COLUMN     "regular_price" INTEGER,
ADD COLUMN     "season" INTEGER,
ADD COLUMN     "updated_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "vegan" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "weighed" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "price_history" (
    "good_id" INTEGER NOT NULL,
    "from_at" TIMESTAMP(3) NOT NULL,
    "price" INTEGER NOT NULL,
    "currency" CHAR(3) NOT NULL,

    CONSTRAINT "price_history_pkey" PRIMARY KEY ("good_id","from_at")
);

-- CreateTable
CREATE TABLE "good_facts" (
    "good_id" INTEGER NOT NULL,
    "language" VARCHAR(16) NOT NULL,
    "name" VARCHAR(120),
    "unit" VARCHAR(40),
    "description" TEXT,
    "legal_name" VARCHAR(200),
    "ingredients" TEXT,
    "origin" VARCHAR(200),
    "storage" VARCHAR(500),
    "instructions" TEXT,
    "producer" VARCHAR(500),

    CONSTRAINT "good_facts_pkey" PRIMARY KEY ("good_id","language")
);

-- CreateTable
CREATE TABLE "good_allergens" (
    "good_id" INTEGER NOT NULL,
    "allergen" "Allergen" NOT NULL,
    "traces" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "good_allergens_pkey" PRIMARY KEY ("good_id","allergen")
);

-- CreateTable
CREATE TABLE "good_nutrition" (
    "good_id" INTEGER NOT NULL,
    "basis" "NutritionBasis" NOT NULL,
    "energy_kj" INTEGER NOT NULL,
    "energy_kcal" INTEGER NOT NULL,
    "fat" INTEGER NOT NULL,
    "saturates" INTEGER NOT NULL,
    "carbohydrate" INTEGER NOT NULL,
    "sugars" INTEGER NOT NULL,
    "protein" INTEGER NOT NULL,
    "salt" INTEGER NOT NULL,
    "alcohol" INTEGER,

    CONSTRAINT "good_nutrition_pkey" PRIMARY KEY ("good_id")
);

-- CreateIndex
CREATE INDEX "goods_price_id_idx" ON "goods"("price", "id");

-- CreateIndex
CREATE INDEX "goods_updated_at_id_idx" ON "goods"("updated_at", "id");

-- AddForeignKey
ALTER TABLE "price_history" ADD CONSTRAINT "price_history_good_id_fkey" FOREIGN KEY ("good_id") REFERENCES "goods"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "good_facts" ADD CONSTRAINT "good_facts_good_id_fkey" FOREIGN KEY ("good_id") REFERENCES "goods"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "good_allergens" ADD CONSTRAINT "good_allergens_good_id_fkey" FOREIGN KEY ("good_id") REFERENCES "goods"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "good_nutrition" ADD CONSTRAINT "good_nutrition_good_id_fkey" FOREIGN KEY ("good_id") REFERENCES "goods"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What the schema cannot say. A CHECK lets NULL pass, so that each says which columns are there.
ALTER TABLE "goods" ADD CONSTRAINT "goods_content_check" CHECK (("content" IS NULL AND "content_unit" IS NULL) OR ("content" IS NOT NULL AND "content_unit" IS NOT NULL AND "content" > 0));
ALTER TABLE "goods" ADD CONSTRAINT "goods_drained_check" CHECK ("drained" IS NULL OR ("content" IS NOT NULL AND "drained" > 0 AND "drained" <= "content"));
ALTER TABLE "goods" ADD CONSTRAINT "goods_regular_price_check" CHECK (("regular_price" IS NULL AND "prior_price" IS NULL) OR ("regular_price" IS NOT NULL AND "prior_price" IS NOT NULL AND "regular_price" > "price" AND "prior_price" >= 0));
ALTER TABLE "goods" ADD CONSTRAINT "goods_season_check" CHECK ("season" IS NULL OR ("season" >= 1 AND "season" <= 4095));
ALTER TABLE "goods" ADD CONSTRAINT "goods_archived_at_check" CHECK ("archived_at" IS NULL OR "published" = FALSE);
ALTER TABLE "price_history" ADD CONSTRAINT "price_history_price_check" CHECK ("price" >= 0);
ALTER TABLE "good_nutrition" ADD CONSTRAINT "good_nutrition_energy_check" CHECK ("energy_kj" >= 0 AND "energy_kcal" >= 0);
ALTER TABLE "good_nutrition" ADD CONSTRAINT "good_nutrition_fat_check" CHECK ("saturates" >= 0 AND "saturates" <= "fat");
ALTER TABLE "good_nutrition" ADD CONSTRAINT "good_nutrition_carbohydrate_check" CHECK ("sugars" >= 0 AND "sugars" <= "carbohydrate");
ALTER TABLE "good_nutrition" ADD CONSTRAINT "good_nutrition_whole_check" CHECK ("protein" >= 0 AND "salt" >= 0 AND "fat" + "carbohydrate" + "protein" + "salt" <= 100000);
ALTER TABLE "good_nutrition" ADD CONSTRAINT "good_nutrition_alcohol_check" CHECK ("alcohol" IS NULL OR ("alcohol" >= 0 AND "alcohol" <= 1000));
