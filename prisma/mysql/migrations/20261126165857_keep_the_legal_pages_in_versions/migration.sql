-- MySQL's form of 20261126165857_keep_the_legal_pages_in_versions/migration.sql (SHA-256 882abcf4212a48a236cc051faac178d6bd447a49c05af46a20acd9b9b10296ca).

-- CreateTable
CREATE TABLE `pages` (
    `name` VARCHAR(32) NOT NULL,
    `language` VARCHAR(35) NOT NULL,
    `version` INTEGER NOT NULL,
    PRIMARY KEY (`name`, `language`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `page_versions` (
    `name` VARCHAR(32) NOT NULL,
    `language` VARCHAR(35) NOT NULL,
    `version` INTEGER NOT NULL,
    `title` VARCHAR(120) NOT NULL,
    `body` LONGBLOB NOT NULL,
    `at` DATETIME(3) NOT NULL,
    `actor_id` INTEGER NULL,
    PRIMARY KEY (`name`, `language`, `version`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- AddForeignKey
ALTER TABLE `page_versions` ADD CONSTRAINT `page_versions_name_language_fkey` FOREIGN KEY (`name`, `language`) REFERENCES `pages` (`name`, `language`) ON DELETE CASCADE ON UPDATE CASCADE;
