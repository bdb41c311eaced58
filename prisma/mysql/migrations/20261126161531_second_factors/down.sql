-- MySQL's form of 20261126161531_second_factors/down.sql (SHA-256 dcfff50fa24274b1605490e23f5ab0c705ec003c8e66be4bf795243b5ded67af).

-- DropForeignKey
ALTER TABLE `recovery_codes` DROP FOREIGN KEY `recovery_codes_user_id_fkey`;

-- DropForeignKey
ALTER TABLE `second_factors` DROP FOREIGN KEY `second_factors_user_id_fkey`;

-- DropTable
-- Loses data: table "recovery_codes".
DROP TABLE `recovery_codes`;

-- DropTable
-- Loses data: table "second_factors".
DROP TABLE `second_factors`;
