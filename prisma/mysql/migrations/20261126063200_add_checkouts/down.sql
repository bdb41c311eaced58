-- MySQL's form of 20261126063200_add_checkouts/down.sql (SHA-256 3b2728f9b0219f55f2155efe1dba8a747642cdbab21dc950b64456fee6b6aa12).

-- DropForeignKey
ALTER TABLE `checkouts` DROP FOREIGN KEY `checkouts_cart_id_fkey`;

-- DropTable
-- Loses data: table "checkout_requests".
DROP TABLE `checkout_requests`;

-- DropTable
-- Loses data: table "checkouts".
DROP TABLE `checkouts`;
