-- CreateIndex
CREATE INDEX "goods_regular_price_idx" ON "goods"("regular_price");
