import { isDriverAdapterError } from '@prisma/driver-adapter-utils'

/** Whether a statement that is a transaction of its own may succeed when it is repeated. */
export function isPassing(error: unknown): boolean {
  return isDeadlock(error) || refersToNothing(error)
}

/**
 * Whether a statement was given up for another. InnoDB lets two that are each a transaction of their
 * own block each other by the order of their indexes, which PostgreSQL does not.
 */
function isDeadlock(error: unknown): boolean {
  if (isDriverAdapterError(error)) return error.cause.kind === 'TransactionWriteConflict'
  return numberOf(error) === ER_LOCK_DEADLOCK
}

/**
 * Whether a row would have referred to one that is not there. While `ALTER TABLE` puts a copy in the
 * place of a table, MariaDB says so of rows that are there. A transaction goes on after that.
 */
export function refersToNothing(error: unknown): boolean {
  return numberOf(error) === ER_NO_REFERENCED_ROW_2
}

function numberOf(error: unknown): number {
  if (isDriverAdapterError(error)) return Number(error.cause.originalCode)
  return error instanceof Error && 'errno' in error ? Number(error.errno) : Number.NaN
}

const ER_LOCK_DEADLOCK = 1213
const ER_NO_REFERENCED_ROW_2 = 1452
