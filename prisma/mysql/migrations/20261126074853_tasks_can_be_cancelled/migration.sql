-- MySQL's form of 20261126074853_tasks_can_be_cancelled/migration.sql (SHA-256 d63a54ee012119258b095fe6aaeece670e1168bccaf307ea91936a9fb67c863d).

-- AlterEnum
ALTER TABLE `tasks` MODIFY `status` ENUM('queued', 'running', 'done', 'failed', 'cancelled') NOT NULL DEFAULT 'queued';
