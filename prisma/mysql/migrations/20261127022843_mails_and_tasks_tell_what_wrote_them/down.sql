-- MySQL's form of 20261127022843_mails_and_tasks_tell_what_wrote_them/down.sql (SHA-256 696c4235e5eb238bb89379413c25b8bb832d377a965a9710e6e968ee951e7218).

-- AlterTable
-- Loses data: column "mails"."traceparent".
ALTER TABLE `mails` DROP COLUMN `traceparent`;

-- AlterTable
-- Loses data: column "tasks"."traceparent".
ALTER TABLE `tasks` DROP COLUMN `traceparent`;
