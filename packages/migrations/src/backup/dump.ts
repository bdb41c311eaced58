import { createHash, randomUUID } from 'node:crypto'
import { existsSync, rmSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { compareMigrations } from '@larder/schema-engine'
import { to as copyTo } from 'pg-copy-streams'
import { useConnection } from '../history/connection.js'
import type { PostgresConnection } from '../history/postgres-connection.js'
import { type MigrationRecord, readRecords } from '../history/records.js'
import { countRows, END_OF_ROWS, type End, type Head, type Table } from './dump-format.js'
import {
  BACKUP_ERR_FILE,
  BACKUP_ERR_FILE_EXISTS,
  BACKUP_ERR_NO_MIGRATIONS,
  BACKUP_ERR_TABLES_CHANGED,
  BACKUP_ERR_UNFINISHED
} from './errors.js'
import { formatRows, type Say, withProgress } from './progress.js'
import { columnList, listTables, openForDump, readSequences, tableName, useDumpSettings } from './tables.js'

export interface DumpOptions {
  /** The PostgreSQL database. */
  readonly url: string
  /** The file to write, which must not be there. */
  readonly file: string
  /** Told in a line what takes long. @default silence */
  readonly onProgress?: (line: string) => void
}

/**
 * Writes all rows of a database to a file, as of one moment, while the shop goes on. The file
 * appears when it is complete, readable by its owner only. A process that exits meanwhile leaves
 * none.
 *
 * @returns how many rows each table has
 * @throws BACKUP_ERR_…, or P1000 to P1011 when the database cannot be reached
 */
export async function dump({
  url,
  file,
  onProgress = () => {}
}: DumpOptions): Promise<Record<string, number>> {
  if (existsSync(file)) throw new BACKUP_ERR_FILE_EXISTS(file)
  // Not by the process's id: in a container the next process may have the same one.
  const draft = `${file}.${randomUUID()}.draft`
  const remove = () => existsSync(draft) && rmSync(draft)
  process.once('exit', remove)
  try {
    const rows = await withProgress(onProgress, async (say) =>
      useConnection(await openForDump(url), (connection) => writeDump(connection, draft, say))
    )
    await rename(draft, file)
    return rows
  } catch (error) {
    throw isOfFile(error, draft) ? new BACKUP_ERR_FILE(file, 'written', error.message) : error
  } finally {
    process.off('exit', remove)
    remove()
  }
}

async function writeDump(
  connection: PostgresConnection,
  draft: string,
  say: Say
): Promise<Record<string, number>> {
  const tables = await freezeTables(connection)
  const counted: Record<string, number> = {}
  const hash = createHash('sha256')

  async function* write(): AsyncGenerator<Buffer> {
    for await (const part of writeParts()) {
      hash.update(part)
      yield part
    }
    const sequences = await readSequences(connection)
    yield jsonLine({ rows: counted, sequences, sha256: hash.digest('hex') } satisfies End)
  }

  async function* writeParts(): AsyncGenerator<Buffer> {
    yield jsonLine(await describe(connection))
    for (const table of tables) {
      yield jsonLine(table)
      yield* countRows(readRows(connection, table), (count) => {
        counted[table.table] = count
        say(`${table.table}: ${formatRows(count)} …`)
      })
      yield Buffer.from(END_OF_ROWS)
    }
  }

  // Open before anything fails: else the file may appear after it was to be removed.
  const handle = await open(draft, 'wx', 0o600)
  await pipeline(write, handle.createWriteStream({ flush: true }))
  return counted
}

/**
 * Begins a transaction with the database's state of now, in which no migration can change a table.
 */
async function freezeTables(connection: PostgresConnection): Promise<Table[]> {
  const { client } = connection
  const names = async () => (await listTables(connection)).map(({ table }) => tableName(connection, table))
  const before = await names()
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
  // Locks before the first SELECT, which fixes what the transaction sees.
  if (before.length > 0) await client.query(`LOCK TABLE ${before.join(', ')} IN ACCESS SHARE MODE`)
  await useDumpSettings(connection)
  const tables = await listTables(connection)
  if (before.join() !== (await names()).join()) throw new BACKUP_ERR_TABLES_CHANGED()
  return tables
}

async function describe(connection: PostgresConnection): Promise<Head> {
  const records = (await readRecords(connection)).filter(({ rolledBackAt }) => !rolledBackAt)
  const unfinished = records.find(({ finishedAt }) => !finishedAt)
  if (unfinished) throw new BACKUP_ERR_UNFINISHED(unfinished.name)
  if (records.length === 0) throw new BACKUP_ERR_NO_MIGRATIONS()
  const migrations = records
    .map(({ name, checksum }: MigrationRecord) => ({ name, checksum }))
    .sort((one, other) => compareMigrations(one.name, other.name))
  return { format: 'larder-dump', version: 1, madeAt: new Date().toISOString(), migrations }
}

function readRows(connection: PostgresConnection, table: Table): AsyncIterable<Buffer> {
  const name = tableName(connection, table.table)
  return connection.client.query(copyTo(`COPY ${name}${columnList(table)} TO STDOUT`))
}

function jsonLine(data: Head | Table | End): Buffer {
  return Buffer.from(`${JSON.stringify(data)}\n`)
}

function isOfFile(error: unknown, draft: string): error is Error {
  return error instanceof Error && 'path' in error && error.path === draft
}
