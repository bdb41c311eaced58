-- MySQL's form of 20261126161209_files/migration.sql (SHA-256 3a48336a8e6813848e5b63a2f0b9d60a50a646a1ff57150d02973cd6f156175b).

-- CreateTable
CREATE TABLE `files` (
    `name` VARCHAR(120) NOT NULL,
    `type` VARCHAR(64) NOT NULL,
    `size` INTEGER NOT NULL,
    `sha256` CHAR(64) NOT NULL,
    `bytes` LONGBLOB NULL,
    `store_key` VARCHAR(160) NULL,
    `created_at` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    `used_at` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    `made_from` VARCHAR(120) NULL,
    PRIMARY KEY (`name`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `file_uses` (
    `name` VARCHAR(120) NOT NULL,
    `owner` VARCHAR(64) NOT NULL,
    PRIMARY KEY (`name`, `owner`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateIndex
CREATE INDEX `files_made_from_idx` ON `files` (`made_from`);

-- CreateIndex
CREATE INDEX `file_uses_owner_idx` ON `file_uses` (`owner`);

-- AddForeignKey
ALTER TABLE `files` ADD CONSTRAINT `files_made_from_fkey` FOREIGN KEY (`made_from`) REFERENCES `files` (`name`) ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE `file_uses` ADD CONSTRAINT `file_uses_name_fkey` FOREIGN KEY (`name`) REFERENCES `files` (`name`) ON DELETE RESTRICT ON UPDATE CASCADE;
