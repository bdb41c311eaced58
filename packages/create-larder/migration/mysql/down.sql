-- DropTable
-- Loses data: table "recipes".
DROP TABLE `recipes`;
