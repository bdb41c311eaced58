-- DropForeignKey
ALTER TABLE "good_pictures" DROP CONSTRAINT "good_pictures_good_id_fkey";

-- DropTable
-- Loses data: table "good_pictures".
DROP TABLE "good_pictures";
