-- MySQL's form of 20261126132517_corrections_keep_what_they_correct/down.sql (SHA-256 ad58d91205fb4a30dd58cecc8020a3ccf16c315ceda057b73d83c833d7326088).

-- DropForeignKey
ALTER TABLE `invoices` DROP FOREIGN KEY `invoices_corrects_id_fkey`;

-- AddForeignKey
-- By hand: as the migration that added it has it on MySQL.
ALTER TABLE `invoices` ADD CONSTRAINT `invoices_corrects_id_fkey` FOREIGN KEY (`corrects_id`) REFERENCES `invoices` (`id`) ON DELETE RESTRICT ON UPDATE RESTRICT;
