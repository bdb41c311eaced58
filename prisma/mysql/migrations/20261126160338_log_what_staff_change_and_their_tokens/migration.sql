-- MySQL's form of 20261126160338_log_what_staff_change_and_their_tokens/migration.sql (SHA-256 534d3f33259a3a4427a12969fcf00046daca77deca5c4a608a135ebf263cb0c1).

-- CreateTable
CREATE TABLE `audit_entries` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `at` DATETIME(3) NOT NULL,
    `actor_id` INTEGER NULL,
    `actor` VARCHAR(100) NOT NULL,
    `action` VARCHAR(64) NOT NULL,
    `subject_type` VARCHAR(32) NOT NULL,
    `subject_id` VARCHAR(64) NOT NULL,
    `changes` LONGTEXT NOT NULL,
    `batch` CHAR(36) NULL,
    `request_id` VARCHAR(64) NOT NULL,
    `ip` VARCHAR(45) NOT NULL,
    PRIMARY KEY (`id`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `staff_tokens` (
    `id` CHAR(43) NOT NULL,
    `user_id` INTEGER NOT NULL,
    `name` VARCHAR(80) NOT NULL,
    `permissions` LONGTEXT NOT NULL,
    `created_at` DATETIME(3) NOT NULL,
    `expires_at` DATETIME(3) NULL,
    `used_at` DATETIME(3) NULL,
    PRIMARY KEY (`id`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateIndex
CREATE INDEX `audit_entries_subject_type_subject_id_id_idx` ON `audit_entries` (`subject_type`, `subject_id`, `id`);

-- CreateIndex
CREATE INDEX `audit_entries_actor_id_id_idx` ON `audit_entries` (`actor_id`, `id`);

-- CreateIndex
CREATE INDEX `audit_entries_at_idx` ON `audit_entries` (`at`);

-- CreateIndex
CREATE INDEX `staff_tokens_user_id_idx` ON `staff_tokens` (`user_id`);
