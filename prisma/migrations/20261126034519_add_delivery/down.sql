-- DropForeignKey
ALTER TABLE "delivery_areas" DROP CONSTRAINT "delivery_areas_method_id_fkey";

-- DropForeignKey
ALTER TABLE "delivery_plans" DROP CONSTRAINT "delivery_plans_method_id_fkey";

-- DropForeignKey
ALTER TABLE "delivery_slots" DROP CONSTRAINT "delivery_slots_method_id_fkey";

-- DropTable
-- Loses data: table "delivery_areas".
DROP TABLE "delivery_areas";

-- DropTable
-- Loses data: table "delivery_methods".
DROP TABLE "delivery_methods";

-- DropTable
-- Loses data: table "delivery_plans".
DROP TABLE "delivery_plans";

-- DropTable
-- Loses data: table "delivery_slots".
DROP TABLE "delivery_slots";

-- DropEnum
DROP TYPE "DeliveryKind";

-- DropEnum
DROP TYPE "DeliveryTax";
