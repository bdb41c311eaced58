-- CreateEnum
CREATE TYPE "StockMovementKind" AS ENUM ('sold', 'returned', 'received', 'corrected');

-- CreateTable
CREATE TABLE "stock_levels" (
    "good_id" INTEGER NOT NULL,
    "on_hand" INTEGER NOT NULL DEFAULT 0,
    "backorder" BOOLEAN NOT NULL DEFAULT false,
    "low_at" INTEGER,
    "version" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "stock_levels_pkey" PRIMARY KEY ("good_id")
);

-- CreateTable
CREATE TABLE "stock_movements" (
    "id" SERIAL NOT NULL,
    "good_id" INTEGER NOT NULL,
    "quantity" INTEGER NOT NULL,
    "kind" "StockMovementKind" NOT NULL,
    "ref" VARCHAR(64),
    "actor_id" INTEGER,
    "note" VARCHAR(200) NOT NULL DEFAULT '',
    "at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "stock_movements_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "stock_movements_good_id_id_idx" ON "stock_movements"("good_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "stock_movements_kind_good_id_ref_key" ON "stock_movements"("kind", "good_id", "ref");

-- Below zero only what is sold before it is there.
ALTER TABLE "stock_levels" ADD CONSTRAINT "stock_levels_on_hand_check" CHECK ("on_hand" >= 0 OR "backorder" = TRUE);

-- Room on each page for the next version of a row: then a sale touches no index.
ALTER TABLE "stock_levels" SET (fillfactor = 70);
