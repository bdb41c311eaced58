-- MySQL's form of 20261126163437_keep_what_the_owner_sets/down.sql (SHA-256 625f71b2bfb6106eae37642f758114a83cb3bbed44d8331c1890e2ba443fbedd).

-- DropTable
-- Loses data: table "settings".
DROP TABLE `settings`;
