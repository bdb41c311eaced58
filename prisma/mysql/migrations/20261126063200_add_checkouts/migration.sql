-- MySQL's form of 20261126063200_add_checkouts/migration.sql (SHA-256 223f7a218751de2e7c4a366ae42c31106dfb62e41aeae056e444611ca82898a9).

-- CreateTable
CREATE TABLE `checkouts` (
    `id` CHAR(36) NOT NULL,
    `cart_id` CHAR(36) NOT NULL,
    `open_cart_id` CHAR(36) NULL,
    `order_id` INTEGER NULL,
    `data` LONGTEXT NOT NULL,
    `expires_at` DATETIME(3) NOT NULL,
    PRIMARY KEY (`id`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `checkout_requests` (
    `id` CHAR(43) NOT NULL,
    `fingerprint` CHAR(43) NOT NULL,
    `status` INTEGER NULL,
    `answer` LONGTEXT NULL,
    `begun_at` DATETIME(3) NOT NULL,
    PRIMARY KEY (`id`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateIndex
CREATE UNIQUE INDEX `checkouts_open_cart_id_key` ON `checkouts` (`open_cart_id`);

-- CreateIndex
CREATE UNIQUE INDEX `checkouts_order_id_key` ON `checkouts` (`order_id`);

-- CreateIndex
CREATE INDEX `checkouts_cart_id_idx` ON `checkouts` (`cart_id`);

-- CreateIndex
CREATE INDEX `checkouts_expires_at_idx` ON `checkouts` (`expires_at`);

-- CreateIndex
CREATE INDEX `checkout_requests_begun_at_idx` ON `checkout_requests` (`begun_at`);

-- AddForeignKey
ALTER TABLE `checkouts` ADD CONSTRAINT `checkouts_cart_id_fkey` FOREIGN KEY (`cart_id`) REFERENCES `carts` (`id`) ON DELETE CASCADE ON UPDATE RESTRICT;

-- What the schema cannot say.
ALTER TABLE `checkouts` ADD CONSTRAINT `checkouts_open_cart_check` CHECK (`open_cart_id` = `cart_id`);

ALTER TABLE `checkouts` ADD CONSTRAINT `checkouts_order_check` CHECK (`open_cart_id` IS NOT NULL AND `order_id` IS NULL OR `open_cart_id` IS NULL AND `order_id` IS NOT NULL);

ALTER TABLE `checkout_requests` ADD CONSTRAINT `checkout_requests_answer_check` CHECK (`status` IS NULL AND `answer` IS NULL OR `status` IS NOT NULL AND `answer` IS NOT NULL);
