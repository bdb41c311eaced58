import { createError } from '@fastify/error'

export const MIGRATIONS_ERR_NONE = createError(
  'MIGRATIONS_ERR_NONE',
  'There are no migrations in %s. The first one is made by: larder-db migrate -m init'
)
export const MIGRATIONS_ERR_NO_SCRIPT = createError(
  'MIGRATIONS_ERR_NO_SCRIPT',
  'The migration %s has no migration.sql. Restore the file, or remove the folder.'
)
export const MIGRATIONS_ERR_NOT_TEXT = createError(
  'MIGRATIONS_ERR_NOT_TEXT',
  'The script %s is not plain UTF-8: it has a byte order mark, or bytes that are no characters. Save it as UTF-8 without a byte order mark.'
)
export const MIGRATIONS_ERR_SAME_NAME = createError(
  'MIGRATIONS_ERR_SAME_NAME',
  'The migrations %s and %s differ only in upper and lower case, which not every file system tells apart. Rename the one that is not applied yet.'
)
export const MIGRATIONS_ERR_UNKNOWN = createError(
  'MIGRATIONS_ERR_UNKNOWN',
  'There is no migration %s. "larder-db history" lists them.'
)
export const MIGRATIONS_ERR_AMBIGUOUS = createError(
  'MIGRATIONS_ERR_AMBIGUOUS',
  '%s may be %s. Write the whole name.'
)
export const MIGRATIONS_ERR_NAME_TAKEN = createError(
  'MIGRATIONS_ERR_NAME_TAKEN',
  'There is a migration %s already. Choose another message.'
)
export const MIGRATIONS_ERR_NO_NAME = createError(
  'MIGRATIONS_ERR_NO_NAME',
  'The message %s has no letter and no digit to make a name of. Say what changes: larder-db migrate -m "add gender"'
)

export const MIGRATIONS_ERR_NOT_EMPTY = createError(
  'MIGRATIONS_ERR_NOT_EMPTY',
  'The database has tables (%s), but no record of migrations. If they are what the migrations make, say so: larder-db stamp NAME'
)
export const MIGRATIONS_ERR_LOCKED = createError(
  'MIGRATIONS_ERR_LOCKED',
  'Another deploy (%s) has been at work on this database for all of %s seconds. Wait for it, or give more time: --lock-timeout SECONDS'
)
export const MIGRATIONS_ERR_CONNECTION_LOST = createError(
  'MIGRATIONS_ERR_CONNECTION_LOST',
  'The connection to the database was lost. What was not done to its end is undone, or recorded: run the same command again.'
)
export const MIGRATIONS_ERR_DATA_LOSS = createError(
  'MIGRATIONS_ERR_DATA_LOSS',
  'Nothing %swas changed, because data would be lost:\n%s\nIf they may be lost, run larder-db with --accept-data-loss.'
)
export const MIGRATIONS_ERR_FAILED_BEFORE = createError(
  'MIGRATIONS_ERR_FAILED_BEFORE',
  'The migration %s failed when it was last applied. Look at what it has done. If nothing of it, run: npx prisma migrate resolve --rolled-back %s. If all of it, run: larder-db stamp %s'
)
export const MIGRATIONS_ERR_EDITED_SINCE = createError(
  'MIGRATIONS_ERR_EDITED_SINCE',
  'The first %s statements of the migration %s are done, and its script was changed since. Do the rest of it by hand, then run: larder-db stamp %s'
)
export const MIGRATIONS_ERR_FAILED = createError(
  'MIGRATIONS_ERR_FAILED',
  'The migration %s failed at %s: %s\nNothing of it was done. Mend the script or the data, and run the same command again.'
)
export const MIGRATIONS_ERR_HALF_DONE = createError(
  'MIGRATIONS_ERR_HALF_DONE',
  'The migration %s failed at %s\nIt cannot run in a transaction. %s'
)
export const MIGRATIONS_ERR_HALF_UNDONE = createError(
  'MIGRATIONS_ERR_HALF_UNDONE',
  'Nothing was changed: the migration %s is undone in part. End that first: larder-db downgrade'
)
export const MIGRATIONS_ERR_DOWN_EDITED = createError(
  'MIGRATIONS_ERR_DOWN_EDITED',
  'The first %s statements of the down.sql of %s are done, and it was changed since. Put it back as it was, or do the rest by hand and run larder-db stamp with the name of the migration before it.'
)
export const MIGRATIONS_ERR_NOT_REVERSIBLE = createError(
  'MIGRATIONS_ERR_NOT_REVERSIBLE',
  'Nothing was changed: the migration %s has no down.sql. One is proposed by: larder-db reverse %s'
)
export const MIGRATIONS_ERR_MISSING = createError(
  'MIGRATIONS_ERR_MISSING',
  'Nothing was changed: the migration %s is applied, but not in the folder. Use the code that has it.'
)
export const MIGRATIONS_ERR_NOT_APPLIED = createError(
  'MIGRATIONS_ERR_NOT_APPLIED',
  'The migration %s is not applied, so one cannot go down to it. "larder-db history" tells which are.'
)
export const MIGRATIONS_ERR_HAS_REVERSE = createError(
  'MIGRATIONS_ERR_HAS_REVERSE',
  'The migration %s has a down.sql already. Remove it first if you want a new one.'
)

export const MIGRATIONS_ERR_NO_PROJECT = createError(
  'MIGRATIONS_ERR_NO_PROJECT',
  'There is no prisma.config.ts in %s or above. Run this from within a project; "larder-db init" makes one of an app.'
)
export const MIGRATIONS_ERR_BAD_PROJECT = createError('MIGRATIONS_ERR_BAD_PROJECT', 'The configuration %s %s')

export const MIGRATIONS_ERR_NO_APP = createError(
  'MIGRATIONS_ERR_NO_APP',
  'There is no package.json in %s. Run this in the folder of your app.'
)
export const MIGRATIONS_ERR_NOT_BUILT = createError(
  'MIGRATIONS_ERR_NOT_BUILT',
  '@larder/database is not built: run "npm run build" in its checkout.'
)
export const MIGRATIONS_ERR_PROVIDER = createError(
  'MIGRATIONS_ERR_PROVIDER',
  'Larder needs PostgreSQL, and the datasource in %s is %s.'
)
export const MIGRATIONS_ERR_NO_DATASOURCE = createError(
  'MIGRATIONS_ERR_NO_DATASOURCE',
  '%s names no datasource. Add one for PostgreSQL.'
)
export const MIGRATIONS_ERR_MODEL_TAKEN = createError(
  'MIGRATIONS_ERR_MODEL_TAKEN',
  '%s has %s (%s in the database), and Larder has that name too. Rename it here and in the database, or give Larder a schema of its own: docs/adopting.md, «A client of its own».'
)
export const MIGRATIONS_ERR_OWN_CHECKOUT = createError(
  'MIGRATIONS_ERR_OWN_CHECKOUT',
  "prisma/migrations has Larder's own %s: this is for apps that use Larder's packages."
)
export const MIGRATIONS_ERR_ROW = createError(
  'MIGRATIONS_ERR_ROW',
  'The database answered with a row that larder-db does not understand: %s. Check that DATABASE_URL names the database. The query was: %s'
)
