import { pipeline } from 'node:stream/promises'
import { isScriptOf } from '@larder/schema-engine'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { applyPending } from '../apply/upgrade.js'
import { countRows } from '../data-loss/count-rows.js'
import { formatLosses, type Loss } from '../data-loss/find-losses.js'
import { MIGRATIONS_ERR_DATA_LOSS } from '../errors.js'
import { type LockOptions, useLocked } from '../history/connection.js'
import type { PostgresConnection } from '../history/postgres-connection.js'
import { type Migration, readMigrations } from '../history/read-migrations.js'
import { readRecords } from '../history/records.js'
import { countRows as countInDump, type End, type Head, readDump, type Table } from './dump-format.js'
import {
  BACKUP_ERR_DAMAGED,
  BACKUP_ERR_MISSING_TABLE,
  BACKUP_ERR_OTHER_MIGRATIONS,
  BACKUP_ERR_REFUSED,
  BACKUP_ERR_UNKNOWN_MIGRATION
} from './errors.js'
import { formatRows, type Say, withProgress } from './progress.js'
import { setAside } from './set-aside.js'
import { columnList, listTables, openForDump, tableName, useDumpSettings } from './tables.js'

export interface RestoreOptions extends LockOptions {
  /** The PostgreSQL database, which is created if there is none. */
  readonly url: string
  /** The migrations folder. */
  readonly migrations: string
  /** The dump. */
  readonly file: string
  /** Delete the rows that are there. @default false: they are a reason to refuse */
  readonly acceptDataLoss?: boolean | undefined
}

/** The content of a dump, by a first reading that has proved it whole. */
interface Content {
  head: Head
  tables: Table[]
  end: End
}

/**
 * Applies the migrations that a dump was made at, and reads its rows in one transaction, so that a
 * failure leaves the rows that were there. Newer migrations are left to `upgrade`.
 *
 * @returns how many rows each table has, and the names of the migrations that were applied
 * @throws BACKUP_ERR_…; MIGRATIONS_ERR_DATA_LOSS where there are rows; the errors of `upgrade`
 */
export async function restore(
  options: RestoreOptions
): Promise<{ rows: Record<string, number>; applied: string[] }> {
  const { url, file, onProgress = () => {} } = options
  return withProgress(onProgress, async (say) => {
    say(`reading ${file} …`)
    const content = await readContent(file)
    const wanted = findMigrations(content.head, await readMigrations(options.migrations))
    return useLocked(await openForDump(url, { create: true }), options, async (connection) => {
      const records = (await readRecords(connection)).filter(({ rolledBackAt }) => !rolledBackAt)
      const names = new Set(wanted.map(({ name }) => name))
      const other = records.find(({ name }) => !names.has(name))
      if (other) throw new BACKUP_ERR_OTHER_MIGRATIONS(other.name)
      if (records.length > 0 && !options.acceptDataLoss) await refuseRows(connection)
      say('applying the migrations …')
      const applied = await applyPending(connection, wanted, options)
      await fill(connection, content, file, say)
      return { rows: content.end.rows, applied }
    })
  })
}

async function readContent(file: string): Promise<Content> {
  const tables: Table[] = []
  let head: Head | undefined
  for await (const part of readDump(file)) {
    if (part.kind === 'head') head = part.head
    else if (part.kind === 'table') {
      tables.push(part.table)
      for await (const _ of part.rows);
    } else if (head) return { head, tables, end: part.end }
  }
  throw new BACKUP_ERR_DAMAGED(file, 'it has no end')
}

/** @throws BACKUP_ERR_UNKNOWN_MIGRATION */
function findMigrations({ migrations }: Head, known: readonly Migration[]): Migration[] {
  return migrations.map(({ name, checksum }) => {
    const migration = known.find((one) => one.name === name)
    if (!migration) throw new BACKUP_ERR_UNKNOWN_MIGRATION(name, 'does not have')
    if (!isScriptOf(checksum, migration.script))
      throw new BACKUP_ERR_UNKNOWN_MIGRATION(name, 'has changed since')
    return migration
  })
}

/** @throws MIGRATIONS_ERR_DATA_LOSS */
async function refuseRows(connection: PostgresConnection): Promise<void> {
  const losses: Loss[] = []
  for (const { table } of await listTables(connection)) {
    const name = tableName(connection, table)
    const rows = await countRows(connection.client, `SELECT count(*) FROM ${name}`)
    if (rows > 0) losses.push({ what: `all of table ${pg.escapeIdentifier(table)}`, rows })
  }
  if (losses.length > 0) throw new MIGRATIONS_ERR_DATA_LOSS('', formatLosses(losses))
}

async function fill(connection: PostgresConnection, content: Content, file: string, say: Say): Promise<void> {
  const { client } = connection
  await client.query('BEGIN')
  try {
    await useDumpSettings(connection)
    await refuseMissing(connection, content)
    const names = content.tables.map(({ table }) => tableName(connection, table))
    const putBack = await setAside(connection, names)
    // The dump also has the rows that migrations insert.
    if (names.length > 0) await client.query(`TRUNCATE ${names.join(', ')}`)
    for await (const part of readDump(file)) {
      if (part.kind === 'table') await copyTable(connection, part.table, part.rows, say)
    }
    say('checking what refers to what …')
    for (const statement of putBack) await client.query(statement)
    await setSequences(connection, content.end)
    // Otherwise the server plans its first queries for empty tables.
    if (names.length > 0) await client.query(`ANALYZE ${names.join(', ')}`)
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {})
    if (!(error instanceof pg.DatabaseError)) throw error
    const place = error.table ? `rows of ${error.table}` : 'the rows'
    throw new BACKUP_ERR_REFUSED(
      place,
      [error.message, error.detail].filter(Boolean).join('. ').replace(/\.$/, '')
    )
  }
}

/**
 * Checks that each table and column of the dump exists. Some are made by hand, not by migrations.
 */
async function refuseMissing(connection: PostgresConnection, { tables }: Content): Promise<void> {
  const present = new Map((await listTables(connection)).map(({ table, columns }) => [table, columns]))
  for (const { table, columns } of tables) {
    const found = present.get(table)
    if (!found) throw new BACKUP_ERR_MISSING_TABLE(`a table ${table}`)
    const missing = columns.find((column) => !found.includes(column))
    if (missing) throw new BACKUP_ERR_MISSING_TABLE(`a column ${table}.${missing}`)
  }
}

async function copyTable(
  connection: PostgresConnection,
  table: Table,
  rows: AsyncIterable<Buffer>,
  say: Say
): Promise<void> {
  const sql = `COPY ${tableName(connection, table.table)}${columnList(table)} FROM STDIN`
  const counted = countInDump(rows, (count) => say(`${table.table}: ${formatRows(count)} …`))
  await pipeline(counted, connection.client.query(copyFrom(sql)))
}

async function setSequences({ client, schema }: PostgresConnection, { sequences }: End): Promise<void> {
  for (const [name, last] of Object.entries(sequences)) {
    if (last === null) continue
    await client.query('SELECT setval($1::regclass, $2)', [`${schema}.${pg.escapeIdentifier(name)}`, last])
  }
}
