-- DropTable
-- Loses data: table "audit_entries".
DROP TABLE "audit_entries";

-- DropTable
-- Loses data: table "staff_tokens".
DROP TABLE "staff_tokens";
