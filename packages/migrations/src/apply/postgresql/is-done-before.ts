import pg from 'pg'

/** Whether a statement that takes no transaction fails because it was run before. */
export function isDoneBefore(error: unknown, statement: string): boolean {
  return error instanceof pg.DatabaseError && DONE[error.code ?? '']?.test(statement) === true
}

/**
 * Whether a failure does not tell if the statement was run before: PostgreSQL had not looked at the
 * objects yet.
 */
export function saysNothing(error: pg.DatabaseError): boolean {
  return NOT_LOOKED_AT.has(error.code ?? '')
}

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const DONE: Record<string, RegExp> = {
  '3D000': /\bDROP\s+DATABASE\b/i,
  42704: /\bDROP\b/i,
  42710: /\bCREATE\s+(TABLESPACE|SUBSCRIPTION)\b/i,
  '42P01': /\bDETACH\s+PARTITION\b/i,
  '42P04': /\bCREATE\s+DATABASE\b/i,
  '42P07': /\bCREATE\b.*\bINDEX\b/is
}

const NOT_LOOKED_AT = new Set([
  '25006', // the server is read-only
  '40P01', // deadlock
  '42501', // no right to the table
  '55P03', // the wait for a lock was too long
  '57014' // a limit of time, or an administrator, interrupted it
])
