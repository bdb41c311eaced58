-- MySQL's form of 20261126074853_tasks_can_be_cancelled/down.sql (SHA-256 b1a6efdf5de7cde80efd9b300889192efffabd192d4daf8eac03087087d64eda).

-- What was cancelled was given up before.
UPDATE `tasks` SET `status` = 'failed', `problem` = 'It was cancelled.' WHERE `status` = 'cancelled';

ALTER TABLE `tasks` MODIFY `status` ENUM('queued', 'running', 'done', 'failed') NOT NULL DEFAULT 'queued';
