-- MySQL's form of 20261126163007_what_staff_say_of_goods/migration.sql (SHA-256 4fec61e4f515973c22a39a85ef174293001776184ec8820fc16fe31152c46d9e).

-- AlterTable
ALTER TABLE `categories`
    ADD COLUMN `updated_at` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    ADD COLUMN `version` INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE `goods`
    ADD COLUMN `archived_at` DATETIME(3) NULL,
    ADD COLUMN `content` INTEGER NULL,
    ADD COLUMN `content_unit` ENUM('g', 'ml', 'piece') NULL,
    ADD COLUMN `drained` INTEGER NULL,
    ADD COLUMN `grade` ENUM('extra', 'I', 'II') NULL,
    ADD COLUMN `organic_code` VARCHAR(16) NULL,
    ADD COLUMN `prior_price` INTEGER NULL,
    ADD COLUMN `regular_price` INTEGER NULL,
    ADD COLUMN `season` INTEGER NULL,
    ADD COLUMN `updated_at` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    ADD COLUMN `vegan` BOOLEAN NOT NULL DEFAULT false,
    ADD COLUMN `version` INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN `weighed` BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE `price_history` (
    `good_id` INTEGER NOT NULL,
    `from_at` DATETIME(3) NOT NULL,
    `price` INTEGER NOT NULL,
    `currency` CHAR(3) NOT NULL,
    PRIMARY KEY (`good_id`, `from_at`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `good_facts` (
    `good_id` INTEGER NOT NULL,
    `language` VARCHAR(16) NOT NULL,
    `name` VARCHAR(120) NULL,
    `unit` VARCHAR(40) NULL,
    `description` LONGTEXT NULL,
    `legal_name` VARCHAR(200) NULL,
    `ingredients` LONGTEXT NULL,
    `origin` VARCHAR(200) NULL,
    `storage` VARCHAR(500) NULL,
    `instructions` LONGTEXT NULL,
    `producer` VARCHAR(500) NULL,
    PRIMARY KEY (`good_id`, `language`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `good_allergens` (
    `good_id` INTEGER NOT NULL,
    `allergen` ENUM('gluten', 'crustaceans', 'eggs', 'fish', 'peanuts', 'soybeans', 'milk', 'nuts', 'celery', 'mustard', 'sesame', 'sulphites', 'lupin', 'molluscs') NOT NULL,
    `traces` BOOLEAN NOT NULL DEFAULT false,
    PRIMARY KEY (`good_id`, `allergen`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `good_nutrition` (
    `good_id` INTEGER NOT NULL,
    `basis` ENUM('g', 'ml') NOT NULL,
    `energy_kj` INTEGER NOT NULL,
    `energy_kcal` INTEGER NOT NULL,
    `fat` INTEGER NOT NULL,
    `saturates` INTEGER NOT NULL,
    `carbohydrate` INTEGER NOT NULL,
    `sugars` INTEGER NOT NULL,
    `protein` INTEGER NOT NULL,
    `salt` INTEGER NOT NULL,
    `alcohol` INTEGER NULL,
    PRIMARY KEY (`good_id`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateIndex
CREATE INDEX `goods_price_id_idx` ON `goods` (`price`, `id`);

-- CreateIndex
CREATE INDEX `goods_updated_at_id_idx` ON `goods` (`updated_at`, `id`);

-- AddForeignKey
ALTER TABLE `price_history` ADD CONSTRAINT `price_history_good_id_fkey` FOREIGN KEY (`good_id`) REFERENCES `goods` (`id`) ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE `good_facts` ADD CONSTRAINT `good_facts_good_id_fkey` FOREIGN KEY (`good_id`) REFERENCES `goods` (`id`) ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE `good_allergens` ADD CONSTRAINT `good_allergens_good_id_fkey` FOREIGN KEY (`good_id`) REFERENCES `goods` (`id`) ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE `good_nutrition` ADD CONSTRAINT `good_nutrition_good_id_fkey` FOREIGN KEY (`good_id`) REFERENCES `goods` (`id`) ON DELETE CASCADE ON UPDATE CASCADE;

-- What the schema cannot say. A CHECK lets NULL pass, so that each says which columns are there.
ALTER TABLE `goods` ADD CONSTRAINT `goods_content_check` CHECK (`content` IS NULL AND `content_unit` IS NULL OR `content` IS NOT NULL AND `content_unit` IS NOT NULL AND `content` > 0);

ALTER TABLE `goods` ADD CONSTRAINT `goods_drained_check` CHECK (`drained` IS NULL OR `content` IS NOT NULL AND `drained` > 0 AND `drained` <= `content`);

ALTER TABLE `goods` ADD CONSTRAINT `goods_regular_price_check` CHECK (`regular_price` IS NULL AND `prior_price` IS NULL OR `regular_price` IS NOT NULL AND `prior_price` IS NOT NULL AND `regular_price` > `price` AND `prior_price` >= 0);

ALTER TABLE `goods` ADD CONSTRAINT `goods_season_check` CHECK (`season` IS NULL OR `season` >= 1 AND `season` <= 4095);

ALTER TABLE `goods` ADD CONSTRAINT `goods_archived_at_check` CHECK (`archived_at` IS NULL OR `published` = false);

ALTER TABLE `price_history` ADD CONSTRAINT `price_history_price_check` CHECK (`price` >= 0);

ALTER TABLE `good_nutrition` ADD CONSTRAINT `good_nutrition_energy_check` CHECK (`energy_kj` >= 0 AND `energy_kcal` >= 0);

ALTER TABLE `good_nutrition` ADD CONSTRAINT `good_nutrition_fat_check` CHECK (`saturates` >= 0 AND `saturates` <= `fat`);

ALTER TABLE `good_nutrition` ADD CONSTRAINT `good_nutrition_carbohydrate_check` CHECK (`sugars` >= 0 AND `sugars` <= `carbohydrate`);

ALTER TABLE `good_nutrition` ADD CONSTRAINT `good_nutrition_whole_check` CHECK (`protein` >= 0 AND `salt` >= 0 AND `fat` + `carbohydrate` + `protein` + `salt` <= 100000);

ALTER TABLE `good_nutrition` ADD CONSTRAINT `good_nutrition_alcohol_check` CHECK (`alcohol` IS NULL OR `alcohol` >= 0 AND `alcohol` <= 1000);
