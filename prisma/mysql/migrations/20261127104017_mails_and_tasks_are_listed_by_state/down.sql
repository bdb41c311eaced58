-- MySQL's form of 20261127104017_mails_and_tasks_are_listed_by_state/down.sql (SHA-256 8e284926f1706d4deda1e70fa3cfdc7c7e4e5b5ab3d6b58c0a0779ba703c87bd).

-- DropIndex
DROP INDEX `mails_status_id_idx` ON `mails`;

-- DropIndex
DROP INDEX `tasks_status_id_idx` ON `tasks`;
