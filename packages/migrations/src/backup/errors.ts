import { createError } from '@fastify/error'

export const BACKUP_ERR_FILE_EXISTS = createError(
  'BACKUP_ERR_FILE_EXISTS',
  'There is a file %s already. Choose another name, or remove it.'
)
export const BACKUP_ERR_FILE = createError('BACKUP_ERR_FILE', 'The file %s cannot be %s: %s')
export const BACKUP_ERR_NO_MIGRATIONS = createError(
  'BACKUP_ERR_NO_MIGRATIONS',
  'The database has no record of migrations, which a dump is restored by. "larder-db stamp NAME" makes one; an empty database needs no dump.'
)
export const BACKUP_ERR_UNFINISHED = createError(
  'BACKUP_ERR_UNFINISHED',
  'The migration %s was begun and not ended. End it first: larder-db upgrade'
)
export const BACKUP_ERR_TABLES_CHANGED = createError(
  'BACKUP_ERR_TABLES_CHANGED',
  'The tables have changed since the dump began. Nothing was written: run it again.'
)
export const BACKUP_ERR_NOT_A_DUMP = createError(
  'BACKUP_ERR_NOT_A_DUMP',
  '%s is no dump that this version of larder-db reads. Nothing was changed.'
)
export const BACKUP_ERR_DAMAGED = createError(
  'BACKUP_ERR_DAMAGED',
  'The dump %s is damaged: %s. Nothing was changed.'
)
export const BACKUP_ERR_UNKNOWN_MIGRATION = createError(
  'BACKUP_ERR_UNKNOWN_MIGRATION',
  'The dump was made at the migration %s, which the folder %s. Nothing was changed: use the version of the code that the dump was made with, or a newer one.'
)
export const BACKUP_ERR_OTHER_MIGRATIONS = createError(
  'BACKUP_ERR_OTHER_MIGRATIONS',
  'The database has the migration %s, and the dump was made without. Nothing was changed: restore into an empty database, or undo the migration first (larder-db downgrade).'
)
export const BACKUP_ERR_MISSING_TABLE = createError(
  'BACKUP_ERR_MISSING_TABLE',
  'The dump has %s, which no migration makes. Nothing was restored: make it in the database as it was (then run the same command again).'
)
export const BACKUP_ERR_REFUSED = createError(
  'BACKUP_ERR_REFUSED',
  'The database refuses %s: %s. Nothing was restored.'
)
export const BACKUP_ERR_MYSQL = createError(
  'BACKUP_ERR_MYSQL',
  'Dumps are of PostgreSQL alone. MySQL and MariaDB have a program for theirs: mysqldump --single-transaction, mariadb-dump --single-transaction'
)
