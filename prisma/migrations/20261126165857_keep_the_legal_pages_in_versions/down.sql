-- DropForeignKey
ALTER TABLE "page_versions" DROP CONSTRAINT "page_versions_name_language_fkey";

-- DropTable
-- Loses data: table "page_versions".
DROP TABLE "page_versions";

-- DropTable
-- Loses data: table "pages".
DROP TABLE "pages";
