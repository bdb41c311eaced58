-- MySQL's form of 20261126064300_merged_carts/migration.sql (SHA-256 5bad7823aeda81abfa91a03320ee3929ac7b74c556b69e622462bc0458a07474).

-- AlterTable
ALTER TABLE `carts` ADD COLUMN `merged_into` CHAR(36) NULL;

-- CreateIndex
CREATE INDEX `carts_merged_into_idx` ON `carts` (`merged_into`);

-- AddForeignKey
ALTER TABLE `carts` ADD CONSTRAINT `carts_merged_into_fkey` FOREIGN KEY (`merged_into`) REFERENCES `carts` (`id`) ON DELETE CASCADE ON UPDATE CASCADE;
