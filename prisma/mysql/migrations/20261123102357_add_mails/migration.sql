-- MySQL's form of 20261123102357_add_mails/migration.sql (SHA-256 977afff19a243114054e28d3b585f945d4de6da6fab40f88111de5e3a8551924).

-- CreateTable
CREATE TABLE `mails` (
    `id` CHAR(36) NOT NULL,
    `status` ENUM('queued', 'sending', 'sent', 'failed', 'cancelled') NOT NULL DEFAULT 'queued',
    `recipients` LONGTEXT NOT NULL,
    `remaining` LONGTEXT NULL,
    `subject` VARCHAR(255) NOT NULL,
    `message` LONGBLOB NULL,
    `secret` BOOLEAN NOT NULL DEFAULT false,
    `attempts` INTEGER NOT NULL DEFAULT 0,
    `problem` VARCHAR(500) NULL,
    `created_at` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    `due_at` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    `done_at` DATETIME(3) NULL,
    PRIMARY KEY (`id`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateIndex
CREATE INDEX `mails_status_due_at_idx` ON `mails` (`status`, `due_at`);

-- CreateIndex
CREATE INDEX `mails_done_at_idx` ON `mails` (`done_at`);
