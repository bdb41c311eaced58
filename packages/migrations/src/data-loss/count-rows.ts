import pg from 'pg'
import { Type } from 'typebox'
import { selectRows } from '../select-rows.js'

export async function countRows(client: pg.ClientBase, sql: string): Promise<number> {
  const [row] = await selectRows(client, Counted, sql)
  return Number(row?.count)
}

/** PostgreSQL's count is a bigint, which comes as text. */
const Counted = Type.Object({ count: Type.String({ pattern: '^\\d+$' }) })

/** All rows of a table; none of a temporary one, which goes with the session anyway. */
export async function countKept(client: pg.ClientBase, table: string): Promise<number> {
  const { rows } = await client.query(
    "SELECT FROM pg_class WHERE oid = $1::regclass AND relpersistence = 't'",
    [table]
  )
  return rows.length > 0 ? 0 : countRows(client, `SELECT count(*) FROM ${table}`)
}

/** The rows of all tables with a foreign key to a table, directly or through others. */
export async function countReferring(client: pg.ClientBase, table: string): Promise<number> {
  const tables = await selectRows(client, Named, REFERRING, [table])
  let count = 0
  for (const { name } of tables) count += await countRows(client, `SELECT count(*) FROM ${name}`)
  return count
}

const Named = Type.Object({ name: Type.String() })

const REFERRING = `
  WITH RECURSIVE referring AS (
    SELECT conrelid FROM pg_constraint WHERE contype = 'f' AND confrelid = $1::regclass
    UNION
    SELECT c.conrelid FROM pg_constraint c JOIN referring ON c.confrelid = referring.conrelid WHERE contype = 'f'
  )
  SELECT conrelid::regclass::text AS name FROM referring WHERE conrelid <> $1::regclass`

/** Rows whose value changes on the way to the new type and back. */
export async function countChanged(
  client: pg.ClientBase,
  table: string,
  name: string,
  value: string
): Promise<number> {
  const [column] = await selectRows(
    client,
    Typed,
    'SELECT format_type(atttypid, atttypmod) AS type FROM pg_attribute WHERE attrelid = $1::regclass AND attname = $2',
    [table, name]
  )
  const differs = (text: string) =>
    countRows(
      client,
      `SELECT count(*) FROM ${table} WHERE ${text} IS DISTINCT FROM ${pg.escapeIdentifier(name)}::text`
    )
  // There may be no cast back: from a time of day, or from an enum to its replacement.
  const back = await attempt(client, () => differs(`${value}::${column?.type}::text`))
  return back ?? differs(`${value}::text`)
}

const Typed = Type.Object({ type: Type.String() })

/** @returns undefined where nothing has that name, or a value does not fit; throws other errors */
export async function attempt(
  client: pg.ClientBase,
  count: () => Promise<number>
): Promise<number | undefined> {
  await client.query('SAVEPOINT larder_count')
  try {
    return await count()
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || !NOTHING_TO_COUNT.test(error.code ?? '')) throw error
    await client.query('ROLLBACK TO SAVEPOINT larder_count')
    return undefined
  }
}

/** The classes of data, integrity, schema and access errors, but for insufficient_privilege. */
const NOTHING_TO_COUNT = /^(22|23|3F|42(?!501))/
