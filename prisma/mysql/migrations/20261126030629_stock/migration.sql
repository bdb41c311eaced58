-- MySQL's form of 20261126030629_stock/migration.sql (SHA-256 a9648e986aa663083da4a856ba9e1f7717d0a7c8b4e2c221aadc3d00dc999662).

-- CreateTable
CREATE TABLE `stock_levels` (
    `good_id` INTEGER NOT NULL,
    `on_hand` INTEGER NOT NULL DEFAULT 0,
    `backorder` BOOLEAN NOT NULL DEFAULT false,
    `low_at` INTEGER NULL,
    `version` INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (`good_id`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `stock_movements` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `good_id` INTEGER NOT NULL,
    `quantity` INTEGER NOT NULL,
    `kind` ENUM('sold', 'returned', 'received', 'corrected') NOT NULL,
    `ref` VARCHAR(64) NULL,
    `actor_id` INTEGER NULL,
    `note` VARCHAR(200) NOT NULL DEFAULT '',
    `at` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    PRIMARY KEY (`id`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateIndex
CREATE INDEX `stock_movements_good_id_id_idx` ON `stock_movements` (`good_id`, `id`);

-- CreateIndex
CREATE UNIQUE INDEX `stock_movements_kind_good_id_ref_key` ON `stock_movements` (`kind`, `good_id`, `ref`);

-- Below zero only what is sold before it is there.
ALTER TABLE `stock_levels` ADD CONSTRAINT `stock_levels_on_hand_check` CHECK (`on_hand` >= 0 OR `backorder` = true);
