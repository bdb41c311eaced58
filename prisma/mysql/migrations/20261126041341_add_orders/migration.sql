-- MySQL's form of 20261126041341_add_orders/migration.sql (SHA-256 13721ce7b4ee6b9aee944bc88c0408f614c6b719aed74f6d2be13844ade6b1da).

-- CreateTable
CREATE TABLE `orders` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `number` VARCHAR(24) NULL,
    `checkout_id` CHAR(36) NOT NULL,
    `user_id` INTEGER NULL,
    `email` VARCHAR(254) NOT NULL,
    `language` VARCHAR(35) NOT NULL,
    `currency` CHAR(3) NOT NULL,
    `status` ENUM('placed', 'cancelled', 'completed') NOT NULL DEFAULT 'placed',
    `payment` ENUM('due', 'authorized', 'paid', 'part_refunded', 'refunded', 'failed') NOT NULL DEFAULT 'due',
    `delivery` ENUM('open', 'packed', 'part_sent', 'sent', 'delivered', 'returned') NOT NULL DEFAULT 'open',
    `goods_total` INTEGER NOT NULL,
    `delivery_total` INTEGER NOT NULL,
    `discount_total` INTEGER NOT NULL,
    `total` INTEGER NOT NULL,
    `cancelled_total` INTEGER NOT NULL DEFAULT 0,
    `paid` INTEGER NOT NULL DEFAULT 0,
    `refunded` INTEGER NOT NULL DEFAULT 0,
    `tax_rule` VARCHAR(16) NOT NULL,
    `method` VARCHAR(40) NOT NULL,
    `method_name` VARCHAR(80) NOT NULL,
    `slot_ref` VARCHAR(64) NULL,
    `deliver_from` DATETIME(3) NULL,
    `deliver_until` DATETIME(3) NULL,
    `payment_method` VARCHAR(32) NOT NULL,
    `terms_version` INTEGER NULL,
    `note` VARCHAR(500) NOT NULL DEFAULT '',
    `version` INTEGER NOT NULL DEFAULT 1,
    `placed_at` DATETIME(3) NOT NULL,
    `pay_by` DATETIME(3) NULL,
    `cancelled_at` DATETIME(3) NULL,
    `anonymised_at` DATETIME(3) NULL,
    PRIMARY KEY (`id`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `order_lines` (
    `order_id` INTEGER NOT NULL,
    `position` INTEGER NOT NULL,
    `good_id` INTEGER NULL,
    `slug` VARCHAR(80) NOT NULL,
    `name` VARCHAR(120) NOT NULL,
    `unit` VARCHAR(40) NOT NULL,
    `picture` VARCHAR(255) NOT NULL DEFAULT '',
    `quantity` INTEGER NOT NULL,
    `unit_price` INTEGER NOT NULL,
    `deposit` INTEGER NOT NULL DEFAULT 0,
    `discount` INTEGER NOT NULL DEFAULT 0,
    `total` INTEGER NOT NULL,
    `tax_category` VARCHAR(16) NOT NULL,
    `tax_rate` INTEGER NOT NULL,
    `tax` INTEGER NOT NULL,
    `backordered` INTEGER NOT NULL DEFAULT 0,
    `perishable` BOOLEAN NOT NULL DEFAULT false,
    `reduced` INTEGER NOT NULL DEFAULT 0,
    `sent` INTEGER NOT NULL DEFAULT 0,
    `cancelled` INTEGER NOT NULL DEFAULT 0,
    `returned` INTEGER NOT NULL DEFAULT 0,
    `restocked` INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (`order_id`, `position`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `order_tax_lines` (
    `order_id` INTEGER NOT NULL,
    `country` CHAR(2) NOT NULL,
    `category` VARCHAR(16) NOT NULL,
    `rate` INTEGER NOT NULL,
    `net` INTEGER NOT NULL,
    `tax` INTEGER NOT NULL,
    `gross` INTEGER NOT NULL,
    PRIMARY KEY (`order_id`, `country`, `category`, `rate`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `order_addresses` (
    `order_id` INTEGER NOT NULL,
    `kind` ENUM('delivery', 'billing') NOT NULL,
    `name` VARCHAR(100) NOT NULL,
    `organisation` VARCHAR(100) NOT NULL DEFAULT '',
    `street` VARCHAR(240) NOT NULL DEFAULT '',
    `district` VARCHAR(80) NOT NULL DEFAULT '',
    `city` VARCHAR(80) NOT NULL DEFAULT '',
    `region` VARCHAR(80) NOT NULL DEFAULT '',
    `postal_code` VARCHAR(16) NOT NULL DEFAULT '',
    `country` CHAR(2) NOT NULL,
    `phone` VARCHAR(32) NOT NULL DEFAULT '',
    PRIMARY KEY (`order_id`, `kind`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `order_events` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `order_id` INTEGER NOT NULL,
    `at` DATETIME(3) NOT NULL,
    `kind` VARCHAR(32) NOT NULL,
    `actor_id` INTEGER NULL,
    `data` LONGTEXT NOT NULL,
    PRIMARY KEY (`id`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `order_keys` (
    `id` CHAR(43) NOT NULL,
    `order_id` INTEGER NOT NULL,
    `expires_at` DATETIME(3) NOT NULL,
    PRIMARY KEY (`id`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `shipments` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `order_id` INTEGER NOT NULL,
    `carrier` VARCHAR(40) NOT NULL DEFAULT '',
    `tracking` VARCHAR(80) NOT NULL DEFAULT '',
    `status` ENUM('packed', 'sent', 'delivered', 'lost') NOT NULL DEFAULT 'packed',
    `packed_at` DATETIME(3) NOT NULL,
    `sent_at` DATETIME(3) NULL,
    `delivered_at` DATETIME(3) NULL,
    PRIMARY KEY (`id`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `shipment_lines` (
    `shipment_id` INTEGER NOT NULL,
    `position` INTEGER NOT NULL,
    `quantity` INTEGER NOT NULL,
    PRIMARY KEY (`shipment_id`, `position`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `tax_rates` (
    `country` CHAR(2) NOT NULL,
    `category` VARCHAR(16) NOT NULL,
    `from_at` DATETIME(3) NOT NULL,
    `rate` INTEGER NOT NULL,
    PRIMARY KEY (`country`, `category`, `from_at`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `addresses` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `user_id` INTEGER NOT NULL,
    `default_delivery` BOOLEAN NOT NULL DEFAULT false,
    `default_billing` BOOLEAN NOT NULL DEFAULT false,
    `name` VARCHAR(100) NOT NULL,
    `organisation` VARCHAR(100) NOT NULL DEFAULT '',
    `street` VARCHAR(240) NOT NULL DEFAULT '',
    `district` VARCHAR(80) NOT NULL DEFAULT '',
    `city` VARCHAR(80) NOT NULL DEFAULT '',
    `region` VARCHAR(80) NOT NULL DEFAULT '',
    `postal_code` VARCHAR(16) NOT NULL DEFAULT '',
    `country` CHAR(2) NOT NULL,
    `phone` VARCHAR(32) NOT NULL DEFAULT '',
    PRIMARY KEY (`id`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `invoice_series` (
    `name` VARCHAR(16) NOT NULL,
    `next_number` INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (`name`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `invoices` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `series` VARCHAR(16) NOT NULL,
    `number` INTEGER NOT NULL,
    `order_id` INTEGER NOT NULL,
    `kind` ENUM('invoice', 'credit') NOT NULL,
    `corrects_id` INTEGER NULL,
    `issued_at` DATETIME(3) NOT NULL,
    `total` INTEGER NOT NULL,
    `currency` CHAR(3) NOT NULL,
    `language` VARCHAR(35) NOT NULL,
    `document` LONGBLOB NOT NULL,
    `sha256` CHAR(64) NOT NULL,
    PRIMARY KEY (`id`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateIndex
CREATE UNIQUE INDEX `orders_number_key` ON `orders` (`number`);

-- CreateIndex
CREATE UNIQUE INDEX `orders_checkout_id_key` ON `orders` (`checkout_id`);

-- CreateIndex
CREATE INDEX `orders_status_placed_at_id_idx` ON `orders` (`status`, `placed_at`, `id`);

-- CreateIndex
CREATE INDEX `orders_user_id_placed_at_idx` ON `orders` (`user_id`, `placed_at`);

-- CreateIndex
CREATE INDEX `orders_payment_pay_by_idx` ON `orders` (`payment`, `pay_by`);

-- CreateIndex
CREATE INDEX `orders_delivery_deliver_from_idx` ON `orders` (`delivery`, `deliver_from`);

-- CreateIndex
CREATE INDEX `orders_email_idx` ON `orders` (`email`);

-- CreateIndex
CREATE INDEX `order_lines_good_id_idx` ON `order_lines` (`good_id`);

-- CreateIndex
CREATE INDEX `order_events_order_id_id_idx` ON `order_events` (`order_id`, `id`);

-- CreateIndex
CREATE INDEX `order_keys_order_id_idx` ON `order_keys` (`order_id`);

-- CreateIndex
CREATE INDEX `order_keys_expires_at_idx` ON `order_keys` (`expires_at`);

-- CreateIndex
CREATE INDEX `shipments_order_id_idx` ON `shipments` (`order_id`);

-- CreateIndex
CREATE INDEX `addresses_user_id_idx` ON `addresses` (`user_id`);

-- CreateIndex
CREATE INDEX `invoices_order_id_idx` ON `invoices` (`order_id`);

-- CreateIndex
CREATE INDEX `invoices_corrects_id_idx` ON `invoices` (`corrects_id`);

-- CreateIndex
CREATE UNIQUE INDEX `invoices_series_number_key` ON `invoices` (`series`, `number`);

-- AddForeignKey
ALTER TABLE `orders` ADD CONSTRAINT `orders_user_id_fkey` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE `order_lines` ADD CONSTRAINT `order_lines_order_id_fkey` FOREIGN KEY (`order_id`) REFERENCES `orders` (`id`) ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE `order_tax_lines` ADD CONSTRAINT `order_tax_lines_order_id_fkey` FOREIGN KEY (`order_id`) REFERENCES `orders` (`id`) ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE `order_addresses` ADD CONSTRAINT `order_addresses_order_id_fkey` FOREIGN KEY (`order_id`) REFERENCES `orders` (`id`) ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE `order_events` ADD CONSTRAINT `order_events_order_id_fkey` FOREIGN KEY (`order_id`) REFERENCES `orders` (`id`) ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE `order_keys` ADD CONSTRAINT `order_keys_order_id_fkey` FOREIGN KEY (`order_id`) REFERENCES `orders` (`id`) ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE `shipments` ADD CONSTRAINT `shipments_order_id_fkey` FOREIGN KEY (`order_id`) REFERENCES `orders` (`id`) ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE `shipment_lines` ADD CONSTRAINT `shipment_lines_shipment_id_fkey` FOREIGN KEY (`shipment_id`) REFERENCES `shipments` (`id`) ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE `addresses` ADD CONSTRAINT `addresses_user_id_fkey` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE `invoices` ADD CONSTRAINT `invoices_order_id_fkey` FOREIGN KEY (`order_id`) REFERENCES `orders` (`id`) ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
-- By hand: MySQL takes no action on a column that a CHECK compares, and the CHECK below would refuse it.
ALTER TABLE `invoices` ADD CONSTRAINT `invoices_corrects_id_fkey` FOREIGN KEY (`corrects_id`) REFERENCES `invoices` (`id`) ON DELETE RESTRICT ON UPDATE RESTRICT;

-- What the schema cannot say.
ALTER TABLE `orders` ADD CONSTRAINT `orders_total_check` CHECK (`total` = `goods_total` + `delivery_total` - `discount_total`);

ALTER TABLE `orders` ADD CONSTRAINT `orders_amounts_check` CHECK (`goods_total` >= 0 AND `delivery_total` >= 0 AND `discount_total` >= 0 AND `total` >= 0);

ALTER TABLE `orders` ADD CONSTRAINT `orders_refunded_check` CHECK (0 <= `refunded` AND `refunded` <= `paid`);

ALTER TABLE `orders` ADD CONSTRAINT `orders_cancelled_total_check` CHECK (0 <= `cancelled_total` AND `cancelled_total` <= `total`);

ALTER TABLE `order_lines` ADD CONSTRAINT `order_lines_quantity_check` CHECK (`quantity` > 0);

ALTER TABLE `order_lines` ADD CONSTRAINT `order_lines_total_check` CHECK (`total` = `quantity` * (`unit_price` + `deposit`) - `discount`);

ALTER TABLE `order_lines` ADD CONSTRAINT `order_lines_amounts_check` CHECK (`unit_price` >= 0 AND `deposit` >= 0 AND `discount` >= 0 AND `total` >= 0 AND `tax` >= 0 AND 0 <= `reduced` AND `reduced` <= `total`);

ALTER TABLE `order_lines` ADD CONSTRAINT `order_lines_sent_check` CHECK (`sent` >= 0 AND `cancelled` >= 0 AND `sent` + `cancelled` <= `quantity`);

ALTER TABLE `order_lines` ADD CONSTRAINT `order_lines_returned_check` CHECK (`returned` <= `sent`);

ALTER TABLE `order_lines` ADD CONSTRAINT `order_lines_restocked_check` CHECK (0 <= `restocked` AND `restocked` <= `returned`);

ALTER TABLE `order_lines` ADD CONSTRAINT `order_lines_backordered_check` CHECK (0 <= `backordered` AND `backordered` <= `quantity`);

ALTER TABLE `order_tax_lines` ADD CONSTRAINT `order_tax_lines_gross_check` CHECK (`net` + `tax` = `gross`);

ALTER TABLE `order_tax_lines` ADD CONSTRAINT `order_tax_lines_amounts_check` CHECK (`net` >= 0 AND `tax` >= 0);

ALTER TABLE `shipment_lines` ADD CONSTRAINT `shipment_lines_quantity_check` CHECK (`quantity` > 0);

ALTER TABLE `tax_rates` ADD CONSTRAINT `tax_rates_rate_check` CHECK (0 <= `rate` AND `rate` <= 1000000);

ALTER TABLE `invoice_series` ADD CONSTRAINT `invoice_series_next_number_check` CHECK (`next_number` >= 1);

ALTER TABLE `invoices` ADD CONSTRAINT `invoices_corrects_check` CHECK ((`kind` = 'invoice' AND `corrects_id` IS NULL) OR (`kind` = 'credit' AND `corrects_id` IS NOT NULL));

ALTER TABLE `invoices` ADD CONSTRAINT `invoices_total_check` CHECK (`total` >= 0);
