import { errnoOf } from './explain-failure.js'

/**
 * Whether a statement fails because it was run before. The server does all of a statement that
 * changes a table or nothing, so its first clause tells.
 */
export function isDoneBefore(error: unknown, statement: string): boolean {
  const number = errnoOf(error)
  if (number === undefined) return false
  if (DONE.has(number)) return true
  const code = error instanceof Error && /\berrno: 121\b/.test(error.message) ? CANNOT_CREATE : undefined
  if (number === code) return true
  return number in RENAMED && RENAMED[number]?.test(statement) === true
}

/**
 * Whether a failure does not tell if the statement was run before: the server had not looked at
 * the tables yet.
 */
export function saysNothing(error: unknown): boolean {
  return NOT_LOOKED_AT.has(errnoOf(error) ?? 0)
}

const NOT_LOOKED_AT = new Set([
  1142, // no right to the table
  1205, // the wait for a lock was too long
  1213, // deadlock
  1290, // the server is read-only
  1317, // the statement was interrupted
  1836, // the server is read-only
  1969, // MariaDB's limit of time
  3024 // MySQL's limit of time
])

/** https://mariadb.com/kb/en/mariadb-error-codes/ and https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html */
const DONE = new Set([
  1050, // the table exists
  1051, // there is no table to drop
  1060, // the column exists
  1061, // the index exists
  1068, // there is a primary key
  1091, // there is no column, index or key to drop
  1359, // the trigger exists
  1360, // there is no trigger to drop
  1826, // the foreign key exists
  3821, // there is no CHECK to drop
  3822, // the CHECK exists
  3940 // there is no constraint to drop
])

/** MariaDB's for a table that cannot be made, with 121 where its foreign key exists. */
const CANNOT_CREATE = 1005

/** Nothing has the old name any more. Another statement fails so for another reason. */
const RENAMED: Record<number, RegExp> = {
  1054: /\b(RENAME\s+COLUMN|CHANGE)\b/i,
  1146: /\bRENAME\b/i,
  1176: /\bRENAME\s+(INDEX|KEY)\b/i
}
