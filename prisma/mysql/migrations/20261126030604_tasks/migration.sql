-- MySQL's form of 20261126030604_tasks/migration.sql (SHA-256 c16b42b409a3c249d378409b55390da950ce92155bb1ea81baca1ed41a7d2fcd).

-- CreateTable
CREATE TABLE `tasks` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `kind` VARCHAR(64) NOT NULL,
    `dedupe_key` VARCHAR(128) NOT NULL,
    `data` LONGTEXT NOT NULL,
    `status` ENUM('queued', 'running', 'done', 'failed') NOT NULL DEFAULT 'queued',
    `attempts` INTEGER NOT NULL DEFAULT 0,
    `wanted_at` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    `due_at` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    `done_at` DATETIME(3) NULL,
    `problem` VARCHAR(500) NULL,
    PRIMARY KEY (`id`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateIndex
CREATE UNIQUE INDEX `tasks_dedupe_key_key` ON `tasks` (`dedupe_key`);

-- CreateIndex
CREATE INDEX `tasks_status_due_at_idx` ON `tasks` (`status`, `due_at`);

-- CreateIndex
CREATE INDEX `tasks_done_at_idx` ON `tasks` (`done_at`);
