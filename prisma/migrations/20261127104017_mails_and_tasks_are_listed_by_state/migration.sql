-- CreateIndex
CREATE INDEX "mails_status_id_idx" ON "mails"("status", "id");

-- CreateIndex
CREATE INDEX "tasks_status_id_idx" ON "tasks"("status", "id");
