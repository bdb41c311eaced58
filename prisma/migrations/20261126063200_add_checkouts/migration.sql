-- CreateTable
CREATE TABLE "checkouts" (
    "id" CHAR(36) NOT NULL,
    "cart_id" CHAR(36) NOT NULL,
    "open_cart_id" CHAR(36),
    "order_id" INTEGER,
    "data" TEXT NOT NULL,
    "expires_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "checkouts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "checkout_requests" (
    "id" CHAR(43) NOT NULL,
    "fingerprint" CHAR(43) NOT NULL,
    "status" INTEGER,
    "answer" TEXT,
    "begun_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "checkout_requests_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "checkouts_open_cart_id_key" ON "checkouts"("open_cart_id");

-- CreateIndex
CREATE UNIQUE INDEX "checkouts_order_id_key" ON "checkouts"("order_id");

-- CreateIndex
CREATE INDEX "checkouts_cart_id_idx" ON "checkouts"("cart_id");

-- CreateIndex
CREATE INDEX "checkouts_expires_at_idx" ON "checkouts"("expires_at");

-- CreateIndex
CREATE INDEX "checkout_requests_begun_at_idx" ON "checkout_requests"("begun_at");

-- AddForeignKey
ALTER TABLE "checkouts" ADD CONSTRAINT "checkouts_cart_id_fkey" FOREIGN KEY ("cart_id") REFERENCES "carts"("id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- What the schema cannot say.
ALTER TABLE "checkouts" ADD CONSTRAINT "checkouts_open_cart_check" CHECK ("open_cart_id" = "cart_id");
ALTER TABLE "checkouts" ADD CONSTRAINT "checkouts_order_check" CHECK (("open_cart_id" IS NOT NULL AND "order_id" IS NULL) OR ("open_cart_id" IS NULL AND "order_id" IS NOT NULL));
ALTER TABLE "checkout_requests" ADD CONSTRAINT "checkout_requests_answer_check" CHECK (("status" IS NULL AND "answer" IS NULL) OR ("status" IS NOT NULL AND "answer" IS NOT NULL));
