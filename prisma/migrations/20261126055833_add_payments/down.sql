-- DropForeignKey
ALTER TABLE "payments" DROP CONSTRAINT "payments_order_id_fkey";

-- DropForeignKey
ALTER TABLE "refunds" DROP CONSTRAINT "refunds_payment_id_fkey";

-- DropTable
-- Loses data: table "payment_events".
DROP TABLE "payment_events";

-- DropTable
-- Loses data: table "payments".
DROP TABLE "payments";

-- DropTable
-- Loses data: table "refunds".
DROP TABLE "refunds";

-- DropEnum
DROP TYPE "PaymentStatus";

-- DropEnum
DROP TYPE "RefundStatus";
