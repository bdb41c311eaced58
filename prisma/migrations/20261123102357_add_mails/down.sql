-- DropTable
-- Loses data: table "mails".
DROP TABLE "mails";

-- DropEnum
DROP TYPE "MailStatus";
