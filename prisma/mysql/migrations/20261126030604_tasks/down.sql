-- MySQL's form of 20261126030604_tasks/down.sql (SHA-256 83f16d3a86b69572d69a35040490f37a10b7652631ca8c4baa197d490a4c0383).

-- DropTable
-- Loses data: table "tasks".
DROP TABLE `tasks`;
