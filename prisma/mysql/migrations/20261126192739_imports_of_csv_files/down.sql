-- MySQL's form of 20261126192739_imports_of_csv_files/down.sql (SHA-256 e7c0b9e377abe42999bbdf024836f6fd77838f531d6ed2e97fe992eb60c84e2e).

-- DropTable
-- Loses data: table "staff_imports".
DROP TABLE `staff_imports`;
