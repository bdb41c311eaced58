import { connectionsOf, type Database, isMysql } from './client.js'
import { orderValues } from './mysql/order-values.js'
import { readRows } from './mysql/read-rows.js'
import { asSent } from './postgres/adapter.js'
import type { Statement, Value } from './statement.js'

/**
 * The rows of a statement, prepared and sent past Prisma: for busy pages, where Prisma's client
 * takes two to four times the CPU (docs/performance.md). In a transaction it is a raw query of
 * Prisma. Timestamps are UTC, in values and in rows.
 *
 * @throws the errors of the driver
 */
export async function queryRows<Row>(
  db: Database,
  statement: Statement<Row>,
  values: Value[] = []
): Promise<Row[]> {
  const connections = await connectionsOf(db)
  const found = connections
    ? await connections.ask(statement, values)
    : await askTransaction(db, statement, values)
  const rows = isMysql(db) ? readRows(statement.row, found) : found
  watcher?.(statement, rows)
  return rows as Row[]
}

/**
 * Runs a statement that changes rows.
 *
 * @returns how many it found, changed or not; on MySQL `ON DUPLICATE KEY UPDATE` counts otherwise
 */
export async function executeStatement(
  db: Database,
  statement: Statement,
  values: Value[] = []
): Promise<number> {
  if (!isMysql(db)) return db.$executeRawUnsafe(statement.text, ...values.map(asSent))
  return db.$executeRawUnsafe(statement.mysql.text, ...orderValues(statement, values))
}

/** Shows all rows to `watch` before they are returned. What it throws, the query throws. */
export function watchRows(watch: RowWatcher): void {
  watcher = watch
}

export type RowWatcher = (statement: Statement, rows: unknown[]) => void

let watcher: RowWatcher | undefined

async function askTransaction(tx: Database, statement: Statement, values: Value[]): Promise<object[]> {
  if (!isMysql(tx)) return tx.$queryRawUnsafe(statement.text, ...values.map(asSent))
  const { text, insertIdAs } = statement.mysql
  const rows = await tx.$queryRawUnsafe<object[]>(text, ...orderValues(statement, values))
  return insertIdAs ? tx.$queryRawUnsafe(`SELECT LAST_INSERT_ID() AS \`${insertIdAs}\``) : rows
}
