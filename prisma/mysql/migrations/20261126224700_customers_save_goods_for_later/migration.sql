-- MySQL's form of 20261126224700_customers_save_goods_for_later/migration.sql (SHA-256 3e027463931ce1b1fc40d8b848d65eef3753ce0693ceb7e1522fe87f6d3c9d09).

-- CreateTable
CREATE TABLE `favourites` (
    `user_id` INTEGER NOT NULL,
    `good_id` INTEGER NOT NULL,
    `saved_at` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    PRIMARY KEY (`user_id`, `good_id`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateIndex
CREATE INDEX `favourites_good_id_idx` ON `favourites` (`good_id`);

-- AddForeignKey
ALTER TABLE `favourites` ADD CONSTRAINT `favourites_user_id_fkey` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE `favourites` ADD CONSTRAINT `favourites_good_id_fkey` FOREIGN KEY (`good_id`) REFERENCES `goods` (`id`) ON DELETE CASCADE ON UPDATE CASCADE;
