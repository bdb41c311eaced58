-- MySQL's form of 20261126192624_invoices_go_when_their_term_is_over/migration.sql (SHA-256 1cdcd8b8e70a240d1db7d39fe40f9d0cb92912d41322aec34ab930da64ddf7b9).

-- AlterTable
ALTER TABLE `invoice_series` ADD COLUMN `first_number` INTEGER NOT NULL DEFAULT 1;
