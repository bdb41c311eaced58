-- MySQL's form of 20261126160338_log_what_staff_change_and_their_tokens/down.sql (SHA-256 ae1d8c3f2c3ec67c8c39097e512e18bd621a10ecb929c3c471263418b099d70f).

-- DropTable
-- Loses data: table "audit_entries".
DROP TABLE `audit_entries`;

-- DropTable
-- Loses data: table "staff_tokens".
DROP TABLE `staff_tokens`;
