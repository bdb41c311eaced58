-- DropForeignKey
ALTER TABLE "checkouts" DROP CONSTRAINT "checkouts_cart_id_fkey";

-- DropTable
-- Loses data: table "checkout_requests".
DROP TABLE "checkout_requests";

-- DropTable
-- Loses data: table "checkouts".
DROP TABLE "checkouts";
