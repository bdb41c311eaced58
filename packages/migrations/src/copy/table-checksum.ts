import { createHash } from 'node:crypto'
import { canonicalValue } from './canonical-value.js'
import type { Row, RowStore, Table } from './row-store.js'

/** The number of a table's rows, and a sum over their values that does not depend on their order. */
export interface TableChecksum {
  readonly rows: number
  /** How many were read: as many, unless the table was changed meanwhile. */
  readonly read: number
  readonly sum: string
}

/** Reads all rows of a table, and counts them once more in the database. */
export async function checksumTable(
  store: RowStore,
  table: Table,
  onRows: (count: number) => void
): Promise<TableChecksum> {
  let rows = 0
  let sum = 0n
  for await (const batch of readBatches(store, table, undefined)) {
    for (const row of batch) sum += hashRow(table, row)
    rows += batch.length
    onRows(rows)
  }
  return { rows: await store.countRows(table), read: rows, sum: BigInt.asUintN(128, sum).toString(16) }
}

function hashRow({ columns }: Table, row: Row): bigint {
  const values = columns.map(({ kind }, place) => canonicalValue(kind, row[place] ?? null))
  const digest = createHash('sha256').update(JSON.stringify(values)).digest()
  return (digest.readBigUInt64BE(0) << 64n) | digest.readBigUInt64BE(8)
}

/**
 * Reads the rows of a table after a key, in pieces of about eight megabytes and at most two thousand
 * rows.
 */
export async function* readBatches(
  store: RowStore,
  table: Table,
  after: Row | undefined
): AsyncGenerator<Row[]> {
  let last = after
  let limit = FIRST_ROWS
  for (;;) {
    const rows = await store.readRows(table, last, limit)
    if (rows.length > 0) yield rows
    if (rows.length < limit) return
    last = keyOf(table, rows.at(-1) ?? [])
    const size = rows.reduce((sum, row) => sum + sizeOf(row), 1)
    limit = Math.max(1, Math.min(MOST_ROWS, limit * 4, Math.floor((rows.length * BATCH_SIZE) / size)))
  }
}

/** The values of a row in the columns of the key. */
export function keyOf({ columns, key }: Table, row: Row): Row {
  return key.map((name) => row[columns.findIndex((column) => column.name === name)] ?? null)
}

/** About as many bytes as a row has. */
export function sizeOf(row: Row): number {
  return row.reduce((sum, value) => sum + (value?.length ?? 0), 0)
}

/** Rows may be large files: the first ones tell. */
const FIRST_ROWS = 50
const MOST_ROWS = 2_000
const BATCH_SIZE = 8 * 1024 * 1024
