-- DropForeignKey
ALTER TABLE "reviews" DROP CONSTRAINT "reviews_good_id_fkey";

-- DropForeignKey
ALTER TABLE "reviews" DROP CONSTRAINT "reviews_user_id_fkey";

-- DropTable
-- Loses data: table "reviews".
DROP TABLE "reviews";

-- DropEnum
DROP TYPE "ReviewStatus";
