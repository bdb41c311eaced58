import pg, { type CustomTypesConfig } from 'pg'
import { type Static, type TSchema, Type } from 'typebox'
import { connectionsOf, type Database } from './client.js'
import { STALE_PLAN } from './connections/stale-plans.js'

/** A value for `$1`, `$2`, … */
export type Value = string | number | boolean | Date | null

/** A text of SQL, and the schema of its rows. */
export interface Statement<Row extends TSchema = TSchema> {
  row: Row
  text: string
}

/**
 * Binds a text of SQL to the schema of its rows, which gives them their type. Tests check every row
 * against it (`@larder/testing`), so a field that the text does not select fails there.
 *
 * @param row a TypeBox object with one property for each column; `Type.Never()` where no rows come
 * back
 */
export function statement<Row extends TSchema>(row: Row, text: string): Statement<Row> {
  return { row, text }
}

/** A column of a time, which node-postgres reads as a Date. */
export const Timestamp = Type.Refine(Type.Unsafe<Date>({}), (value) => value instanceof Date)

/**
 * The rows of a statement, prepared and sent past Prisma: for busy pages, where Prisma's client
 * takes two to four times the CPU (docs/performance.md). In a transaction it is a raw query of
 * Prisma. Timestamps are UTC, in values and in rows.
 *
 * @throws the errors of node-postgres
 */
export async function queryRows<Row extends TSchema>(
  db: Database,
  statement: Statement<Row>,
  values: Value[] = []
): Promise<Static<Row>[]> {
  const rows = await askFor<Static<Row>>(db, statement.text, values.map(asSent))
  watcher?.(statement, rows)
  return rows
}

/** Shows all rows to `watch` before they are returned. What it throws, the query throws. */
export function watchRows(watch: RowWatcher): void {
  watcher = watch
}

export type RowWatcher = (statement: Statement, rows: unknown[]) => void

let watcher: RowWatcher | undefined

async function askFor<Row>(db: Database, text: string, values: unknown[]): Promise<Row[]> {
  const connections = await connectionsOf(db)
  if (!connections) return db.$queryRawUnsafe<Row[]>(text, ...values)
  const { pool, names } = connections
  const run = async (name: string): Promise<Row[]> => {
    const { rows } = await pool.query({ name, text, values, types })
    return rows
  }
  const name = names.nameOf(text)
  try {
    return await run(name)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === STALE_PLAN)) throw error
    names.renewAfter(text, name)
    return run(names.nameOf(text))
  }
}

// node-postgres would write a time in this machine's zone.
function asSent(value: Value): string | number | boolean | null {
  return value instanceof Date ? value.toISOString() : value
}

// It would read a time so, too.
const types: CustomTypesConfig = {
  getTypeParser: (type, format) =>
    type === pg.types.builtins.TIMESTAMP && format !== 'binary'
      ? (text: string) => new Date(`${text.replace(' ', 'T')}Z`)
      : pg.types.getTypeParser(type, format)
}
