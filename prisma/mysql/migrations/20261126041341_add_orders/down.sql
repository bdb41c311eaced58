-- MySQL's form of 20261126041341_add_orders/down.sql (SHA-256 f7b65d9a1567593b9dc2020d126022fdfe6fe14631630fd4c0580e477d651c23).

-- DropForeignKey
ALTER TABLE `addresses` DROP FOREIGN KEY `addresses_user_id_fkey`;

-- DropForeignKey
ALTER TABLE `invoices` DROP FOREIGN KEY `invoices_corrects_id_fkey`;

-- DropForeignKey
ALTER TABLE `invoices` DROP FOREIGN KEY `invoices_order_id_fkey`;

-- DropForeignKey
ALTER TABLE `order_addresses` DROP FOREIGN KEY `order_addresses_order_id_fkey`;

-- DropForeignKey
ALTER TABLE `order_events` DROP FOREIGN KEY `order_events_order_id_fkey`;

-- DropForeignKey
ALTER TABLE `order_keys` DROP FOREIGN KEY `order_keys_order_id_fkey`;

-- DropForeignKey
ALTER TABLE `order_lines` DROP FOREIGN KEY `order_lines_order_id_fkey`;

-- DropForeignKey
ALTER TABLE `order_tax_lines` DROP FOREIGN KEY `order_tax_lines_order_id_fkey`;

-- DropForeignKey
ALTER TABLE `orders` DROP FOREIGN KEY `orders_user_id_fkey`;

-- DropForeignKey
ALTER TABLE `shipment_lines` DROP FOREIGN KEY `shipment_lines_shipment_id_fkey`;

-- DropForeignKey
ALTER TABLE `shipments` DROP FOREIGN KEY `shipments_order_id_fkey`;

-- DropTable
-- Loses data: table "addresses".
DROP TABLE `addresses`;

-- DropTable
-- Loses data: table "invoice_series".
DROP TABLE `invoice_series`;

-- DropTable
-- Loses data: table "invoices".
DROP TABLE `invoices`;

-- DropTable
-- Loses data: table "order_addresses".
DROP TABLE `order_addresses`;

-- DropTable
-- Loses data: table "order_events".
DROP TABLE `order_events`;

-- DropTable
-- Loses data: table "order_keys".
DROP TABLE `order_keys`;

-- DropTable
-- Loses data: table "order_lines".
DROP TABLE `order_lines`;

-- DropTable
-- Loses data: table "order_tax_lines".
DROP TABLE `order_tax_lines`;

-- DropTable
-- Loses data: table "orders".
DROP TABLE `orders`;

-- DropTable
-- Loses data: table "shipment_lines".
DROP TABLE `shipment_lines`;

-- DropTable
-- Loses data: table "shipments".
DROP TABLE `shipments`;

-- DropTable
-- Loses data: table "tax_rates".
DROP TABLE `tax_rates`;
