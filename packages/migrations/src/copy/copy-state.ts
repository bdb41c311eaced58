import { randomUUID } from 'node:crypto'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import type { MigrationConnection } from '../history/connection.js'

// The state stands in the database that is copied to, in a table that is there until the copy is
// done. It changes with the rows, in one transaction.

/** How far a table is copied. */
const TableState = Type.Object({
  /** How many rows are there. */
  rows: Type.Integer(),
  /** The values of the last row's key; null before the first. */
  last: Type.Union([Type.Null(), Type.Array(Type.Union([Type.String(), Type.Null()]))]),
  /** `again`: it differs, and is to be copied anew. */
  stage: Type.Union([Type.Literal('copying'), Type.Literal('done'), Type.Literal('again')])
})
export type TableState = Static<typeof TableState>

const Copy = Type.Object({
  /** The database that is copied, without a password. */
  from: Type.String(),
  /** The statements that turn on again what the copy has turned off. */
  putBack: Type.Array(Type.String())
})
export type Copy = Static<typeof Copy>

const StateRow = Type.Object({ state: Type.String() })

/** The copy that was begun; undefined where there is none. */
export async function readCopy(connection: MigrationConnection): Promise<Copy | undefined> {
  if (!(await hasState(connection))) return undefined
  const copy = await readState(connection, COPY)
  return copy === undefined ? undefined : Value.Parse(Copy, copy)
}

async function hasState(connection: MigrationConnection): Promise<boolean> {
  const tables = await connection.select(Type.Object({ name: Type.String() }), FIND[connection.kind])
  return tables.length > 0
}

const FIND = {
  postgresql: "SELECT '_larder_copy' AS name WHERE to_regclass('_larder_copy') IS NOT NULL",
  mysql:
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = '_larder_copy'"
}

/** Creates the table of the state. No copy is begun by this. */
export async function createState(connection: MigrationConnection): Promise<void> {
  await connection.execute(
    'CREATE TABLE IF NOT EXISTS _larder_copy (name VARCHAR(255) PRIMARY KEY, state TEXT NOT NULL)'
  )
}

/**
 * Whether two connections, by whatever URLs, lead to the same state. The other one must not be in a
 * transaction: it would see what was there at its beginning.
 */
export async function isSameState(one: MigrationConnection, other: MigrationConnection): Promise<boolean> {
  const mark = randomUUID()
  await one.execute("INSERT INTO _larder_copy (name, state) VALUES ($1, 'true')", [mark])
  try {
    return (await hasState(other)) && (await readState(other, mark)) === true
  } finally {
    await one.execute('DELETE FROM _larder_copy WHERE name = $1', [mark])
  }
}

/** Records that a copy begins, of these tables. */
export async function recordCopy(
  connection: MigrationConnection,
  copy: Copy,
  tables: readonly string[]
): Promise<void> {
  const insert = (name: string, state: Copy | TableState) =>
    connection.execute('INSERT INTO _larder_copy (name, state) VALUES ($1, $2)', [
      name,
      JSON.stringify(state)
    ])
  for (const name of tables) await insert(name, { rows: 0, last: null, stage: 'copying' })
  await insert(COPY, copy)
}

export async function readTableState(connection: MigrationConnection, table: string): Promise<TableState> {
  return Value.Parse(TableState, await readState(connection, table))
}

export async function recordTable(
  connection: MigrationConnection,
  table: string,
  state: TableState
): Promise<void> {
  await connection.execute('UPDATE _larder_copy SET state = $1 WHERE name = $2', [
    JSON.stringify(state),
    table
  ])
}

export async function dropState(connection: MigrationConnection): Promise<void> {
  await connection.execute('DROP TABLE _larder_copy')
}

/** The name of the row for all of the copy: no table has it. */
const COPY = ''

async function readState(connection: MigrationConnection, name: string): Promise<unknown> {
  const [row] = await connection.select(StateRow, 'SELECT state FROM _larder_copy WHERE name = $1', [name])
  return row && JSON.parse(row.state)
}
