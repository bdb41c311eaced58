-- MySQL's form of 20261129123155_problems_of_payments_are_seen/down.sql (SHA-256 b15df69830a03c63deb22f917d56fdcbd3805de8ef13aec05aeb90757ed27eb6).

-- AlterTable
-- Loses data: column "payments"."seen_problem".
ALTER TABLE `payments` DROP COLUMN `seen_problem`;
