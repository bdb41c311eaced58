-- MySQL's form of 20261126034519_add_delivery/down.sql (SHA-256 8807acd894ef9e140e885a19a5b15315be760499537c548b5ec65266442cc8fa).

-- DropForeignKey
ALTER TABLE `delivery_areas` DROP FOREIGN KEY `delivery_areas_method_id_fkey`;

-- DropForeignKey
ALTER TABLE `delivery_plans` DROP FOREIGN KEY `delivery_plans_method_id_fkey`;

-- DropForeignKey
ALTER TABLE `delivery_slots` DROP FOREIGN KEY `delivery_slots_method_id_fkey`;

-- DropTable
-- Loses data: table "delivery_areas".
DROP TABLE `delivery_areas`;

-- DropTable
-- Loses data: table "delivery_methods".
DROP TABLE `delivery_methods`;

-- DropTable
-- Loses data: table "delivery_plans".
DROP TABLE `delivery_plans`;

-- DropTable
-- Loses data: table "delivery_slots".
DROP TABLE `delivery_slots`;
