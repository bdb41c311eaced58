-- DropIndex
DROP INDEX "mails_status_id_idx";

-- DropIndex
DROP INDEX "tasks_status_id_idx";
