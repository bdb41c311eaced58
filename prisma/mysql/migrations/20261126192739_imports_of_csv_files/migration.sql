-- MySQL's form of 20261126192739_imports_of_csv_files/migration.sql (SHA-256 dcb3c65941994d481475172794b99fc038dbe3559116eaa843cfaddb3de77c5a).

-- CreateTable
CREATE TABLE `staff_imports` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `kind` VARCHAR(32) NOT NULL,
    `file_name` VARCHAR(255) NOT NULL,
    `encoding` VARCHAR(16) NOT NULL,
    `content` LONGBLOB NULL,
    `status` ENUM('checking', 'checked', 'running', 'done', 'refused') NOT NULL DEFAULT 'checking',
    `total` INTEGER NOT NULL DEFAULT 0,
    `done` INTEGER NOT NULL DEFAULT 0,
    `created` INTEGER NOT NULL DEFAULT 0,
    `changed` INTEGER NOT NULL DEFAULT 0,
    `unchanged` INTEGER NOT NULL DEFAULT 0,
    `refused` INTEGER NOT NULL DEFAULT 0,
    `problems` LONGBLOB NULL,
    `seen` LONGBLOB NULL,
    `actor` VARCHAR(100) NOT NULL,
    `created_at` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    PRIMARY KEY (`id`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateIndex
CREATE INDEX `staff_imports_kind_id_idx` ON `staff_imports` (`kind`, `id`);

-- CreateIndex
CREATE INDEX `staff_imports_created_at_idx` ON `staff_imports` (`created_at`);
