-- MySQL's form of 20261129123155_problems_of_payments_are_seen/migration.sql (SHA-256 b7daaa357ad4fccc7d89fde88e90b055b3d38c9a452b16f42bb2c0a1810dc811).

-- AlterTable
ALTER TABLE `payments` ADD COLUMN `seen_problem` VARCHAR(200) NULL;
