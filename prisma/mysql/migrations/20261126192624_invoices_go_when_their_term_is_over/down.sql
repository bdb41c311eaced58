-- MySQL's form of 20261126192624_invoices_go_when_their_term_is_over/down.sql (SHA-256 7e73610f745bccad4507c498bc44f218d3f9124d9c052bc3c956ca3a2b7beda1).

-- AlterTable
-- Loses data: column "invoice_series"."first_number".
ALTER TABLE `invoice_series` DROP COLUMN `first_number`;
