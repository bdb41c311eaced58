-- MySQL's form of 20261126163142_goods_have_several_pictures/migration.sql (SHA-256 fb8e2789c998f9a8c43def20846d037bc1973d8b2a3450f8d45a560e76884e4c).

-- CreateTable
CREATE TABLE `good_pictures` (
    `good_id` INTEGER NOT NULL,
    `position` INTEGER NOT NULL,
    `picture` VARCHAR(120) NOT NULL,
    `width` INTEGER NOT NULL,
    `height` INTEGER NOT NULL,
    `alt` VARCHAR(160) NOT NULL DEFAULT '',
    `focus_x` INTEGER NOT NULL DEFAULT 50,
    `focus_y` INTEGER NOT NULL DEFAULT 50,
    PRIMARY KEY (`good_id`, `position`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateIndex
CREATE UNIQUE INDEX `good_pictures_good_id_picture_key` ON `good_pictures` (`good_id`, `picture`);

-- AddForeignKey
ALTER TABLE `good_pictures` ADD CONSTRAINT `good_pictures_good_id_fkey` FOREIGN KEY (`good_id`) REFERENCES `goods` (`id`) ON DELETE CASCADE ON UPDATE CASCADE;
