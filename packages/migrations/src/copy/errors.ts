import { createError } from '@fastify/error'

export const COPY_ERR_SAME = createError(
  'COPY_ERR_SAME',
  'Both URLs are of the same database. Nothing was copied. Name another one: --to URL'
)
export const COPY_ERR_VARIABLE = createError(
  'COPY_ERR_VARIABLE',
  'The environment variable %s is not set. Set it to the URL of a database, or write that URL in its place.'
)
export const COPY_ERR_TYPE = createError(
  'COPY_ERR_TYPE',
  'The column %s is of the type %s, for which the other database has none. Nothing was copied.'
)
export const COPY_ERR_NO_KEY = createError(
  'COPY_ERR_NO_KEY',
  'The table %s has no primary key, by which its rows are copied. Nothing was copied.'
)
export const COPY_ERR_MIGRATIONS = createError(
  'COPY_ERR_MIGRATIONS',
  'The two databases do not have the same migrations (%s). Nothing was copied. Apply them with DATABASE_URL set to each: larder-db upgrade'
)
export const COPY_ERR_TABLES = createError(
  'COPY_ERR_TABLES',
  'The tables of the two databases differ: %s. Nothing was copied. Look at them with: larder-db check'
)
export const COPY_ERR_NOT_EMPTY = createError(
  'COPY_ERR_NOT_EMPTY',
  'The database to copy to has rows already (%s). Nothing was copied. If they may be deleted, run larder-db with --accept-data-loss.'
)
export const COPY_ERR_OTHER_SOURCE = createError(
  'COPY_ERR_OTHER_SOURCE',
  'A copy of another database (%s) into this one was interrupted. Run that to its end, or begin with an empty database.'
)
export const COPY_ERR_REFUSED = createError(
  'COPY_ERR_REFUSED',
  'The database refuses rows of %s: %s. Mend the cause, and run the same command again: it goes on from there.'
)
export const COPY_ERR_LOCKED = createError(
  'COPY_ERR_LOCKED',
  'Another connection kept a table locked for more than %s seconds. End what uses the two databases, and run the same command again: it goes on from there.'
)
export const COPY_ERR_DIFFERENT = createError(
  'COPY_ERR_DIFFERENT',
  'The two databases differ after the copy: %s. The shop was at work, or one of them was changed. Stop it, and run the same command again: it copies these tables anew.'
)
