-- MySQL's form of 20261126055833_add_payments/down.sql (SHA-256 5360ba102fc0349f428e6c45363ffe23442f7adb77b4534ed56342a3cf90e6ea).

-- DropForeignKey
ALTER TABLE `payments` DROP FOREIGN KEY `payments_order_id_fkey`;

-- DropForeignKey
ALTER TABLE `refunds` DROP FOREIGN KEY `refunds_payment_id_fkey`;

-- DropTable
-- Loses data: table "payment_events".
DROP TABLE `payment_events`;

-- DropTable
-- Loses data: table "payments".
DROP TABLE `payments`;

-- DropTable
-- Loses data: table "refunds".
DROP TABLE `refunds`;
