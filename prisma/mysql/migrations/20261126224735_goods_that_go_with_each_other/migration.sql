-- MySQL's form of 20261126224735_goods_that_go_with_each_other/migration.sql (SHA-256 9216962eb96b16afd639439613b14d81a8fc173b20ccc1f269a4cd53593cddbd).

-- CreateTable
CREATE TABLE `related_goods` (
    `good_id` INTEGER NOT NULL,
    `kind` ENUM('together', 'alike') NOT NULL,
    `place` INTEGER NOT NULL,
    `related_id` INTEGER NOT NULL,
    PRIMARY KEY (`good_id`, `kind`, `place`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateIndex
CREATE INDEX `related_goods_related_id_idx` ON `related_goods` (`related_id`);

-- AddForeignKey
ALTER TABLE `related_goods` ADD CONSTRAINT `related_goods_good_id_fkey` FOREIGN KEY (`good_id`) REFERENCES `goods` (`id`) ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE `related_goods` ADD CONSTRAINT `related_goods_related_id_fkey` FOREIGN KEY (`related_id`) REFERENCES `goods` (`id`) ON DELETE CASCADE ON UPDATE CASCADE;
