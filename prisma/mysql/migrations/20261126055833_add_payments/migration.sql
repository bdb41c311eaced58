-- MySQL's form of 20261126055833_add_payments/migration.sql (SHA-256 b5a3dea518e1aceaeab7fab4c4689c3e390efd22ee1e0ee57ecf31f2f5dcbc98).

-- CreateTable
CREATE TABLE `payments` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `order_id` INTEGER NOT NULL,
    `open_order_id` INTEGER NULL,
    `method` VARCHAR(32) NOT NULL,
    `provider_ref` VARCHAR(255) NULL,
    `attempt` INTEGER NOT NULL,
    `status` ENUM('created', 'pending', 'authorized', 'captured', 'failed', 'cancelled', 'expired') NOT NULL DEFAULT 'created',
    `amount` INTEGER NOT NULL,
    `currency` CHAR(3) NOT NULL,
    `authorized` INTEGER NOT NULL DEFAULT 0,
    `captured` INTEGER NOT NULL DEFAULT 0,
    `refunded` INTEGER NOT NULL DEFAULT 0,
    `idempotency_key` CHAR(36) NOT NULL,
    `begun` LONGTEXT NULL,
    `problem` VARCHAR(200) NULL,
    `created_at` DATETIME(3) NOT NULL,
    `expires_at` DATETIME(3) NULL,
    `version` INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (`id`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `refunds` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `payment_id` INTEGER NOT NULL,
    `amount` INTEGER NOT NULL,
    `status` ENUM('asked', 'sent', 'done', 'failed') NOT NULL DEFAULT 'asked',
    `idempotency_key` CHAR(36) NOT NULL,
    `provider_ref` VARCHAR(255) NULL,
    `reason` VARCHAR(200) NOT NULL,
    `asked_by` INTEGER NULL,
    `at` DATETIME(3) NOT NULL,
    PRIMARY KEY (`id`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `payment_events` (
    `method` VARCHAR(32) NOT NULL,
    `event_id` VARCHAR(128) NOT NULL,
    `type` VARCHAR(64) NOT NULL,
    `ref` VARCHAR(255) NULL,
    `received_at` DATETIME(3) NOT NULL,
    `handled_at` DATETIME(3) NULL,
    `outcome` VARCHAR(32) NULL,
    `body` LONGBLOB NULL,
    PRIMARY KEY (`method`, `event_id`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateIndex
CREATE UNIQUE INDEX `payments_open_order_id_key` ON `payments` (`open_order_id`);

-- CreateIndex
CREATE UNIQUE INDEX `payments_idempotency_key_key` ON `payments` (`idempotency_key`);

-- CreateIndex
CREATE INDEX `payments_order_id_idx` ON `payments` (`order_id`);

-- CreateIndex
CREATE INDEX `payments_status_idx` ON `payments` (`status`);

-- CreateIndex
CREATE UNIQUE INDEX `payments_method_provider_ref_key` ON `payments` (`method`, `provider_ref`);

-- CreateIndex
CREATE UNIQUE INDEX `refunds_idempotency_key_key` ON `refunds` (`idempotency_key`);

-- CreateIndex
CREATE INDEX `refunds_status_idx` ON `refunds` (`status`);

-- CreateIndex
CREATE UNIQUE INDEX `refunds_payment_id_provider_ref_key` ON `refunds` (`payment_id`, `provider_ref`);

-- CreateIndex
CREATE INDEX `payment_events_handled_at_received_at_idx` ON `payment_events` (`handled_at`, `received_at`);

-- CreateIndex
CREATE INDEX `payment_events_received_at_idx` ON `payment_events` (`received_at`);

-- AddForeignKey
ALTER TABLE `payments` ADD CONSTRAINT `payments_order_id_fkey` FOREIGN KEY (`order_id`) REFERENCES `orders` (`id`) ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE `refunds` ADD CONSTRAINT `refunds_payment_id_fkey` FOREIGN KEY (`payment_id`) REFERENCES `payments` (`id`) ON DELETE RESTRICT ON UPDATE CASCADE;

-- What the schema cannot say.
ALTER TABLE `payments` ADD CONSTRAINT `payments_amounts_check` CHECK (`amount` > 0 AND `authorized` >= 0 AND `captured` >= 0);

ALTER TABLE `payments` ADD CONSTRAINT `payments_refunded_check` CHECK (0 <= `refunded` AND `refunded` <= `captured`);

ALTER TABLE `payments` ADD CONSTRAINT `payments_open_check` CHECK (`open_order_id` IS NULL OR `status` IN ('created', 'pending', 'authorized'));

ALTER TABLE `payments` ADD CONSTRAINT `payments_attempt_check` CHECK (`attempt` >= 1);

ALTER TABLE `refunds` ADD CONSTRAINT `refunds_amount_check` CHECK (`amount` > 0);
