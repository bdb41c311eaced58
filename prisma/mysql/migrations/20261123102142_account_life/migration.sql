-- MySQL's form of 20261123102142_account_life/migration.sql (SHA-256 68e3efc839854f17209549607ef0fe5e7c6ec8680ce92dfad704be5ed0fc535a).

-- AlterTable
ALTER TABLE `sessions` ADD COLUMN `used_at` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3);

-- AlterTable
ALTER TABLE `users`
    ADD COLUMN `pending_email` VARCHAR(254) NULL,
    ADD COLUMN `role` ENUM('customer', 'staff', 'admin') NOT NULL DEFAULT 'customer',
    MODIFY `email` VARCHAR(254) NULL;

-- CreateTable
CREATE TABLE `user_tokens` (
    `id` CHAR(43) NOT NULL,
    `user_id` INTEGER NOT NULL,
    `purpose` ENUM('confirm_email', 'reset_password', 'device') NOT NULL,
    `email` VARCHAR(254) NULL,
    `expires_at` DATETIME(3) NOT NULL,
    PRIMARY KEY (`id`)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateIndex
CREATE INDEX `user_tokens_user_id_purpose_idx` ON `user_tokens` (`user_id`, `purpose`);

-- AddForeignKey
ALTER TABLE `user_tokens` ADD CONSTRAINT `user_tokens_user_id_fkey` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE ON UPDATE CASCADE;
