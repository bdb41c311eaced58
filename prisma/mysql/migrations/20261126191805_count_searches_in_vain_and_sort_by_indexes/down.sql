-- MySQL's form of 20261126191805_count_searches_in_vain_and_sort_by_indexes/down.sql (SHA-256 f72ac2aa5afdcbbf6b6214ec6aa6daa3299eb2d0991dfe77ab606f43f48db4d3).

-- DropIndex
DROP INDEX `audit_entries_batch_idx` ON `audit_entries`;

-- DropIndex
DROP INDEX `orders_deliver_from_id_idx` ON `orders`;

-- DropIndex
DROP INDEX `orders_total_id_idx` ON `orders`;

-- DropIndex
DROP INDEX `payments_problem_idx` ON `payments`;

-- DropIndex
DROP INDEX `users_name_id_idx` ON `users`;

-- DropIndex
DROP INDEX `users_used_at_id_idx` ON `users`;

-- DropTable
-- Loses data: table "search_misses".
DROP TABLE `search_misses`;
