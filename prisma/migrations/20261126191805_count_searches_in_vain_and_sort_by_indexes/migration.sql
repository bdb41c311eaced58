-- CreateTable
CREATE TABLE "search_misses" (
    "day" DATE NOT NULL,
    "query" VARCHAR(60) NOT NULL,
    "searches" INTEGER NOT NULL,

    CONSTRAINT "search_misses_pkey" PRIMARY KEY ("day","query")
);

-- CreateIndex
CREATE INDEX "audit_entries_batch_idx" ON "audit_entries"("batch");

-- CreateIndex
CREATE INDEX "orders_total_id_idx" ON "orders"("total", "id");

-- CreateIndex
CREATE INDEX "orders_deliver_from_id_idx" ON "orders"("deliver_from", "id");

-- CreateIndex
CREATE INDEX "payments_problem_idx" ON "payments"("problem");

-- CreateIndex
CREATE INDEX "users_name_id_idx" ON "users"("name", "id");

-- CreateIndex
CREATE INDEX "users_used_at_id_idx" ON "users"("used_at", "id");
