-- MySQL's form of 20261126191805_count_searches_in_vain_and_sort_by_indexes/migration.sql (SHA-256 5569b7e798b6d0bcb3f30c0339fe76d294895a19f735d65a8afacfe60b24b9be).

-- CreateTable
CREATE TABLE `search_misses` (
    `day` DATE NOT NULL,
    `query` VARCHAR(60) NOT NULL,
    `searches` INTEGER NOT NULL,
    PRIMARY KEY (`day`, `query`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateIndex
CREATE INDEX `audit_entries_batch_idx` ON `audit_entries` (`batch`);

-- CreateIndex
CREATE INDEX `orders_total_id_idx` ON `orders` (`total`, `id`);

-- CreateIndex
CREATE INDEX `orders_deliver_from_id_idx` ON `orders` (`deliver_from`, `id`);

-- CreateIndex
CREATE INDEX `payments_problem_idx` ON `payments` (`problem`);

-- CreateIndex
CREATE INDEX `users_name_id_idx` ON `users` (`name`, `id`);

-- CreateIndex
CREATE INDEX `users_used_at_id_idx` ON `users` (`used_at`, `id`);
