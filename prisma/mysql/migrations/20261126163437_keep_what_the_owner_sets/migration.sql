-- MySQL's form of 20261126163437_keep_what_the_owner_sets/migration.sql (SHA-256 00ecc4966352b43dca6962aed6a006a2c744d92d35c931b54fe9448e322999b8).

-- CreateTable
CREATE TABLE `settings` (
    `name` VARCHAR(64) NOT NULL,
    `value` LONGTEXT NOT NULL,
    `version` INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (`name`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
