-- CreateEnum
CREATE TYPE "RelatedKind" AS ENUM ('together', 'alike');

-- CreateTable
CREATE TABLE "related_goods" (
    "good_id" INTEGER NOT NULL,
    "kind" "RelatedKind" NOT NULL,
    "place" INTEGER NOT NULL,
    "related_id" INTEGER NOT NULL,

    CONSTRAINT "related_goods_pkey" PRIMARY KEY ("good_id","kind","place")
);

-- CreateIndex
CREATE INDEX "related_goods_related_id_idx" ON "related_goods"("related_id");

-- AddForeignKey
ALTER TABLE "related_goods" ADD CONSTRAINT "related_goods_good_id_fkey" FOREIGN KEY ("good_id") REFERENCES "goods"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "related_goods" ADD CONSTRAINT "related_goods_related_id_fkey" FOREIGN KEY ("related_id") REFERENCES "goods"("id") ON DELETE CASCADE ON UPDATE CASCADE;
