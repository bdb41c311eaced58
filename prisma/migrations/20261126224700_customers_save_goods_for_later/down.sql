-- DropForeignKey
ALTER TABLE "favourites" DROP CONSTRAINT "favourites_good_id_fkey";

-- DropForeignKey
ALTER TABLE "favourites" DROP CONSTRAINT "favourites_user_id_fkey";

-- DropTable
-- Loses data: table "favourites".
DROP TABLE "favourites";
