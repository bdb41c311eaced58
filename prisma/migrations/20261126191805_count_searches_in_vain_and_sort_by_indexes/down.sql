-- DropIndex
DROP INDEX "audit_entries_batch_idx";

-- DropIndex
DROP INDEX "orders_deliver_from_id_idx";

-- DropIndex
DROP INDEX "orders_total_id_idx";

-- DropIndex
DROP INDEX "payments_problem_idx";

-- DropIndex
DROP INDEX "users_name_id_idx";

-- DropIndex
DROP INDEX "users_used_at_id_idx";

-- DropTable
-- Loses data: table "search_misses".
DROP TABLE "search_misses";
