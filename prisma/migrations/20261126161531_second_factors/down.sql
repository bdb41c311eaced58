-- DropForeignKey
ALTER TABLE "recovery_codes" DROP CONSTRAINT "recovery_codes_user_id_fkey";

-- DropForeignKey
ALTER TABLE "second_factors" DROP CONSTRAINT "second_factors_user_id_fkey";

-- DropTable
-- Loses data: table "recovery_codes".
DROP TABLE "recovery_codes";

-- DropTable
-- Loses data: table "second_factors".
DROP TABLE "second_factors";
