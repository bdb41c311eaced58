-- MySQL's form of 20261126132517_corrections_keep_what_they_correct/migration.sql (SHA-256 dd2c6cc1845469a1afce5ad009758f6d47363c103991617659fb3e17f27e6403).

-- DropForeignKey
ALTER TABLE `invoices` DROP FOREIGN KEY `invoices_corrects_id_fkey`;

-- AddForeignKey
ALTER TABLE `invoices` ADD CONSTRAINT `invoices_corrects_id_fkey` FOREIGN KEY (`corrects_id`) REFERENCES `invoices` (`id`) ON DELETE RESTRICT ON UPDATE RESTRICT;
