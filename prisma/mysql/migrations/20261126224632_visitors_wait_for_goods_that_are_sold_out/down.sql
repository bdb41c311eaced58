-- MySQL's form of 20261126224632_visitors_wait_for_goods_that_are_sold_out/down.sql (SHA-256 d74208376af074b023e2110cc536ed7b670bae5fbb200ba128490f81f7622f1b).

-- DropForeignKey
ALTER TABLE `stock_alerts` DROP FOREIGN KEY `stock_alerts_good_id_fkey`;

-- DropTable
-- Loses data: table "stock_alerts".
DROP TABLE `stock_alerts`;
