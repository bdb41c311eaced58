-- DropForeignKey
ALTER TABLE "addresses" DROP CONSTRAINT "addresses_user_id_fkey";

-- DropForeignKey
ALTER TABLE "invoices" DROP CONSTRAINT "invoices_corrects_id_fkey";

-- DropForeignKey
ALTER TABLE "invoices" DROP CONSTRAINT "invoices_order_id_fkey";

-- DropForeignKey
ALTER TABLE "order_addresses" DROP CONSTRAINT "order_addresses_order_id_fkey";

-- DropForeignKey
ALTER TABLE "order_events" DROP CONSTRAINT "order_events_order_id_fkey";

-- DropForeignKey
ALTER TABLE "order_keys" DROP CONSTRAINT "order_keys_order_id_fkey";

-- DropForeignKey
ALTER TABLE "order_lines" DROP CONSTRAINT "order_lines_order_id_fkey";

-- DropForeignKey
ALTER TABLE "order_tax_lines" DROP CONSTRAINT "order_tax_lines_order_id_fkey";

-- DropForeignKey
ALTER TABLE "orders" DROP CONSTRAINT "orders_user_id_fkey";

-- DropForeignKey
ALTER TABLE "shipment_lines" DROP CONSTRAINT "shipment_lines_shipment_id_fkey";

-- DropForeignKey
ALTER TABLE "shipments" DROP CONSTRAINT "shipments_order_id_fkey";

-- DropTable
-- Loses data: table "addresses".
DROP TABLE "addresses";

-- DropTable
-- Loses data: table "invoice_series".
DROP TABLE "invoice_series";

-- DropTable
-- Loses data: table "invoices".
DROP TABLE "invoices";

-- DropTable
-- Loses data: table "order_addresses".
DROP TABLE "order_addresses";

-- DropTable
-- Loses data: table "order_events".
DROP TABLE "order_events";

-- DropTable
-- Loses data: table "order_keys".
DROP TABLE "order_keys";

-- DropTable
-- Loses data: table "order_lines".
DROP TABLE "order_lines";

-- DropTable
-- Loses data: table "order_tax_lines".
DROP TABLE "order_tax_lines";

-- DropTable
-- Loses data: table "orders".
DROP TABLE "orders";

-- DropTable
-- Loses data: table "shipment_lines".
DROP TABLE "shipment_lines";

-- DropTable
-- Loses data: table "shipments".
DROP TABLE "shipments";

-- DropTable
-- Loses data: table "tax_rates".
DROP TABLE "tax_rates";

-- DropEnum
DROP TYPE "InvoiceKind";

-- DropEnum
DROP TYPE "OrderAddressKind";

-- DropEnum
DROP TYPE "OrderDelivery";

-- DropEnum
DROP TYPE "OrderPayment";

-- DropEnum
DROP TYPE "OrderStatus";

-- DropEnum
DROP TYPE "ShipmentStatus";
