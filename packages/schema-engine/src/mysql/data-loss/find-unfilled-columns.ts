import type { Connection } from 'mariadb'
import { countRows } from './count-rows.js'
import { readChanges } from './read-changes.js'

/**
 * Says which column cannot be added, as PostgreSQL does: it is required, and there is no value for
 * the rows that are there. MySQL would make one up, 0 or an empty text.
 */
export async function findUnfilledColumns(
  client: Connection,
  statement: string
): Promise<string | undefined> {
  const changes = readChanges(statement)
  const dropped = changes.flatMap((change) =>
    change.kind === 'drop-column' ? [plainName(change.column)] : []
  )
  for (const change of changes) {
    if (change.kind !== 'add-required') continue
    const { table, column } = change
    const rows = await countRows(client, `SELECT COUNT(*) FROM ${table}`)
    if (rows === 0) continue
    if (!dropped.includes(plainName(column)) && (await hasColumn(client, table, column))) continue
    return `column ${column} is required, has no default, and the ${rows} rows of ${table} have no value for it. Give it a default, or add it without NOT NULL, fill it, and make it NOT NULL then`
  }
  return undefined
}

/** One that is there already is told by the server. */
async function hasColumn(client: Connection, table: string, column: string): Promise<boolean> {
  const sql = `SELECT COUNT(*) + 1 FROM (SELECT ${column} FROM ${table} LIMIT 0) AS found`
  return (await countRows(client, sql)) > 0
}

function plainName(column: string): string {
  return column.replaceAll('`', '').toLowerCase()
}
