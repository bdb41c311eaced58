-- MySQL's form of 20261127104017_mails_and_tasks_are_listed_by_state/migration.sql (SHA-256 22107ceef072dddae4e7f1e8ef6a991e91a36c0c2712feab4c62508dc67e57c1).

-- CreateIndex
CREATE INDEX `mails_status_id_idx` ON `mails` (`status`, `id`);

-- CreateIndex
CREATE INDEX `tasks_status_id_idx` ON `tasks` (`status`, `id`);
