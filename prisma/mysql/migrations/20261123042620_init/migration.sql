-- MySQL's form of 20261123042620_init/migration.sql (SHA-256 028aa23f8686d9962c1a6da75255d4dbfee09b79d33fd8053c9f259f398598ea).

-- CreateTable
CREATE TABLE `carts` (
    `id` CHAR(36) NOT NULL,
    `user_id` INTEGER NULL,
    `created_at` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    PRIMARY KEY (`id`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `cart_lines` (
    `cart_id` CHAR(36) NOT NULL,
    `good_id` INTEGER NOT NULL,
    `quantity` INTEGER NOT NULL,
    `added_at` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    PRIMARY KEY (`cart_id`, `good_id`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `categories` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `slug` VARCHAR(64) NOT NULL,
    `name` VARCHAR(64) NOT NULL,
    `position` INTEGER NOT NULL,
    PRIMARY KEY (`id`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `goods` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `slug` VARCHAR(80) NOT NULL,
    `name` VARCHAR(120) NOT NULL,
    `unit` VARCHAR(40) NOT NULL,
    `price` INTEGER NOT NULL,
    `currency` CHAR(3) NOT NULL DEFAULT 'EUR',
    `stock` INTEGER NOT NULL,
    `description` LONGTEXT NOT NULL,
    `picture` VARCHAR(255) NULL,
    `created_at` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    `category_id` INTEGER NOT NULL,
    PRIMARY KEY (`id`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `sessions` (
    `id` CHAR(43) NOT NULL,
    `data` LONGTEXT NOT NULL,
    `user_id` INTEGER NULL,
    `created_at` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    `expires_at` DATETIME(3) NOT NULL,
    PRIMARY KEY (`id`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `users` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `name` VARCHAR(32) NOT NULL,
    `name_key` VARCHAR(64) NOT NULL,
    `email` VARCHAR(254) NOT NULL,
    `password_hash` VARCHAR(255) NOT NULL,
    `created_at` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    PRIMARY KEY (`id`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateIndex
CREATE UNIQUE INDEX `carts_user_id_key` ON `carts` (`user_id`);

-- CreateIndex
CREATE INDEX `cart_lines_good_id_idx` ON `cart_lines` (`good_id`);

-- CreateIndex
CREATE UNIQUE INDEX `categories_slug_key` ON `categories` (`slug`);

-- CreateIndex
CREATE UNIQUE INDEX `goods_slug_key` ON `goods` (`slug`);

-- CreateIndex
CREATE INDEX `goods_category_id_name_idx` ON `goods` (`category_id`, `name`);

-- CreateIndex
CREATE INDEX `goods_name_idx` ON `goods` (`name`);

-- CreateIndex
CREATE INDEX `sessions_user_id_idx` ON `sessions` (`user_id`);

-- CreateIndex
CREATE INDEX `sessions_expires_at_idx` ON `sessions` (`expires_at`);

-- CreateIndex
CREATE UNIQUE INDEX `users_name_key_key` ON `users` (`name_key`);

-- CreateIndex
CREATE UNIQUE INDEX `users_email_key` ON `users` (`email`);

-- AddForeignKey
ALTER TABLE `carts` ADD CONSTRAINT `carts_user_id_fkey` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE `cart_lines` ADD CONSTRAINT `cart_lines_cart_id_fkey` FOREIGN KEY (`cart_id`) REFERENCES `carts` (`id`) ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE `cart_lines` ADD CONSTRAINT `cart_lines_good_id_fkey` FOREIGN KEY (`good_id`) REFERENCES `goods` (`id`) ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE `goods` ADD CONSTRAINT `goods_category_id_fkey` FOREIGN KEY (`category_id`) REFERENCES `categories` (`id`) ON DELETE RESTRICT ON UPDATE CASCADE;

-- Rules that a model file cannot say
ALTER TABLE `goods` ADD CONSTRAINT `goods_price_check` CHECK (`price` >= 0);

ALTER TABLE `goods` ADD CONSTRAINT `goods_stock_check` CHECK (`stock` >= 0);

ALTER TABLE `cart_lines` ADD CONSTRAINT `cart_lines_quantity_check` CHECK (`quantity` > 0);
