-- MySQL's form of 20261126161531_second_factors/migration.sql (SHA-256 78a624553b9b768863bf80ce7b0a9b036d99b23020da9959c9e28c18c1e6c229).

-- CreateTable
CREATE TABLE `second_factors` (
    `user_id` INTEGER NOT NULL,
    `secret` LONGBLOB NOT NULL,
    `confirmed_at` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    `last_step` INTEGER NOT NULL,
    PRIMARY KEY (`user_id`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `recovery_codes` (
    `id` CHAR(43) NOT NULL,
    `user_id` INTEGER NOT NULL,
    `used_at` DATETIME(3) NULL,
    PRIMARY KEY (`id`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateIndex
CREATE INDEX `recovery_codes_user_id_idx` ON `recovery_codes` (`user_id`);

-- AddForeignKey
ALTER TABLE `second_factors` ADD CONSTRAINT `second_factors_user_id_fkey` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE `recovery_codes` ADD CONSTRAINT `recovery_codes_user_id_fkey` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE ON UPDATE CASCADE;
