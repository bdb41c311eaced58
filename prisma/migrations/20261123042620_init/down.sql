-- DropForeignKey
ALTER TABLE "cart_lines" DROP CONSTRAINT "cart_lines_cart_id_fkey";

-- DropForeignKey
ALTER TABLE "cart_lines" DROP CONSTRAINT "cart_lines_good_id_fkey";

-- DropForeignKey
ALTER TABLE "carts" DROP CONSTRAINT "carts_user_id_fkey";

-- DropForeignKey
ALTER TABLE "goods" DROP CONSTRAINT "goods_category_id_fkey";

-- DropTable
-- Loses data: table "cart_lines".
DROP TABLE "cart_lines";

-- DropTable
-- Loses data: table "carts".
DROP TABLE "carts";

-- DropTable
-- Loses data: table "categories".
DROP TABLE "categories";

-- DropTable
-- Loses data: table "goods".
DROP TABLE "goods";

-- DropTable
-- Loses data: table "sessions".
DROP TABLE "sessions";

-- DropTable
-- Loses data: table "users".
DROP TABLE "users";
