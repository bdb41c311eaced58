-- DropForeignKey
ALTER TABLE "file_uses" DROP CONSTRAINT "file_uses_name_fkey";

-- DropForeignKey
ALTER TABLE "files" DROP CONSTRAINT "files_made_from_fkey";

-- DropTable
-- Loses data: table "file_uses".
DROP TABLE "file_uses";

-- DropTable
-- Loses data: table "files".
DROP TABLE "files";
