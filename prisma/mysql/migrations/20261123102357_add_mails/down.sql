-- MySQL's form of 20261123102357_add_mails/down.sql (SHA-256 99d0043fcabb83816e0e061dad3f5db06bad6362306a5279a5a5b7b28678c8a9).

-- DropTable
-- Loses data: table "mails".
DROP TABLE `mails`;
