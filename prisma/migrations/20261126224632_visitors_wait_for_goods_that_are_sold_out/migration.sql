-- CreateTable
CREATE TABLE "stock_alerts" (
    "id" SERIAL NOT NULL,
    "good_id" INTEGER NOT NULL,
    "email" VARCHAR(254) NOT NULL,
    "language" VARCHAR(35) NOT NULL,
    "secret_hash" CHAR(43) NOT NULL,
    "asked_at" TIMESTAMP(3) NOT NULL,
    "confirmed_at" TIMESTAMP(3),

    CONSTRAINT "stock_alerts_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "stock_alerts_secret_hash_idx" ON "stock_alerts"("secret_hash");

-- CreateIndex
CREATE INDEX "stock_alerts_email_idx" ON "stock_alerts"("email");

-- CreateIndex
CREATE INDEX "stock_alerts_asked_at_idx" ON "stock_alerts"("asked_at");

-- CreateIndex
CREATE UNIQUE INDEX "stock_alerts_good_id_email_key" ON "stock_alerts"("good_id", "email");

-- AddForeignKey
ALTER TABLE "stock_alerts" ADD CONSTRAINT "stock_alerts_good_id_fkey" FOREIGN KEY ("good_id") REFERENCES "goods"("id") ON DELETE CASCADE ON UPDATE CASCADE;
