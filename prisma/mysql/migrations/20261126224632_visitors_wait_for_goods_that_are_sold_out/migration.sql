-- MySQL's form of 20261126224632_visitors_wait_for_goods_that_are_sold_out/migration.sql (SHA-256 4260eee0cb582fdf3521ab68dfed550d8f23ccbf4041cddac00567caf80a94f1).

-- CreateTable
CREATE TABLE `stock_alerts` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `good_id` INTEGER NOT NULL,
    `email` VARCHAR(254) NOT NULL,
    `language` VARCHAR(35) NOT NULL,
    `secret_hash` CHAR(43) NOT NULL,
    `asked_at` DATETIME(3) NOT NULL,
    `confirmed_at` DATETIME(3) NULL,
    PRIMARY KEY (`id`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateIndex
CREATE INDEX `stock_alerts_secret_hash_idx` ON `stock_alerts` (`secret_hash`);

-- CreateIndex
CREATE INDEX `stock_alerts_email_idx` ON `stock_alerts` (`email`);

-- CreateIndex
CREATE INDEX `stock_alerts_asked_at_idx` ON `stock_alerts` (`asked_at`);

-- CreateIndex
CREATE UNIQUE INDEX `stock_alerts_good_id_email_key` ON `stock_alerts` (`good_id`, `email`);

-- AddForeignKey
ALTER TABLE `stock_alerts` ADD CONSTRAINT `stock_alerts_good_id_fkey` FOREIGN KEY (`good_id`) REFERENCES `goods` (`id`) ON DELETE CASCADE ON UPDATE CASCADE;
