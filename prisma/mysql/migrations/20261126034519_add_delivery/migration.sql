-- MySQL's form of 20261126034519_add_delivery/migration.sql (SHA-256 eb01ccdc0e10df52ddc2af21311621552d2de49edddf14d03ddfd257fd4baa39).

-- CreateTable
CREATE TABLE `delivery_methods` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `code` VARCHAR(40) NOT NULL,
    `name` VARCHAR(80) NOT NULL,
    `description` VARCHAR(500) NOT NULL DEFAULT '',
    `kind` ENUM('ship', 'local', 'pickup') NOT NULL,
    `price` INTEGER NOT NULL,
    `free_from` INTEGER NULL,
    `min_total` INTEGER NULL,
    `tax` ENUM('proportional', 'highest', 'category') NOT NULL,
    `tax_category` VARCHAR(16) NULL,
    `position` INTEGER NOT NULL DEFAULT 0,
    `active` BOOLEAN NOT NULL DEFAULT true,
    `version` INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (`id`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `delivery_areas` (
    `method_id` INTEGER NOT NULL,
    `country` CHAR(2) NOT NULL,
    `postal_prefix` VARCHAR(10) NOT NULL,
    PRIMARY KEY (`method_id`, `country`, `postal_prefix`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `delivery_plans` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `method_id` INTEGER NOT NULL,
    `weekday` SMALLINT NOT NULL,
    `starts` CHAR(5) NOT NULL,
    `ends` CHAR(5) NOT NULL,
    `cutoff_minutes` INTEGER NOT NULL,
    `capacity` INTEGER NOT NULL,
    PRIMARY KEY (`id`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `delivery_slots` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `method_id` INTEGER NOT NULL,
    `starts_at` DATETIME(3) NOT NULL,
    `ends_at` DATETIME(3) NOT NULL,
    `cutoff_at` DATETIME(3) NOT NULL,
    `capacity` INTEGER NOT NULL,
    `taken` INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (`id`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateIndex
CREATE UNIQUE INDEX `delivery_methods_code_key` ON `delivery_methods` (`code`);

-- CreateIndex
CREATE INDEX `delivery_areas_country_postal_prefix_idx` ON `delivery_areas` (`country`, `postal_prefix`);

-- CreateIndex
CREATE UNIQUE INDEX `delivery_plans_method_id_weekday_starts_key` ON `delivery_plans` (`method_id`, `weekday`, `starts`);

-- CreateIndex
CREATE INDEX `delivery_slots_ends_at_idx` ON `delivery_slots` (`ends_at`);

-- CreateIndex
CREATE UNIQUE INDEX `delivery_slots_method_id_starts_at_key` ON `delivery_slots` (`method_id`, `starts_at`);

-- AddForeignKey
ALTER TABLE `delivery_areas` ADD CONSTRAINT `delivery_areas_method_id_fkey` FOREIGN KEY (`method_id`) REFERENCES `delivery_methods` (`id`) ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE `delivery_plans` ADD CONSTRAINT `delivery_plans_method_id_fkey` FOREIGN KEY (`method_id`) REFERENCES `delivery_methods` (`id`) ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE `delivery_slots` ADD CONSTRAINT `delivery_slots_method_id_fkey` FOREIGN KEY (`method_id`) REFERENCES `delivery_methods` (`id`) ON DELETE CASCADE ON UPDATE CASCADE;

-- What the schema cannot say.
ALTER TABLE `delivery_methods` ADD CONSTRAINT `delivery_methods_price_check` CHECK (`price` >= 0);

ALTER TABLE `delivery_methods` ADD CONSTRAINT `delivery_methods_free_from_check` CHECK (`free_from` >= 0);

ALTER TABLE `delivery_methods` ADD CONSTRAINT `delivery_methods_min_total_check` CHECK (`min_total` >= 0);

ALTER TABLE `delivery_methods` ADD CONSTRAINT `delivery_methods_tax_category_check` CHECK (`tax` = 'category' AND `tax_category` IS NOT NULL OR `tax` <> 'category' AND `tax_category` IS NULL);

ALTER TABLE `delivery_plans` ADD CONSTRAINT `delivery_plans_weekday_check` CHECK (`weekday` >= 1 AND `weekday` <= 7);

ALTER TABLE `delivery_plans` ADD CONSTRAINT `delivery_plans_times_check` CHECK (`starts` < `ends`);

ALTER TABLE `delivery_plans` ADD CONSTRAINT `delivery_plans_cutoff_check` CHECK (`cutoff_minutes` >= 0);

ALTER TABLE `delivery_plans` ADD CONSTRAINT `delivery_plans_capacity_check` CHECK (`capacity` >= 0);

ALTER TABLE `delivery_slots` ADD CONSTRAINT `delivery_slots_taken_check` CHECK (0 <= `taken` AND `taken` <= `capacity`);

ALTER TABLE `delivery_slots` ADD CONSTRAINT `delivery_slots_times_check` CHECK (`starts_at` < `ends_at` AND `cutoff_at` <= `starts_at`);
