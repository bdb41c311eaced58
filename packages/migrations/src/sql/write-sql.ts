import { randomUUID } from 'node:crypto'
import { MIGRATIONS_ERR_NOT_REVERSIBLE } from '../errors.js'
import {
  BASE,
  checksumOf,
  findMigration,
  type Migration,
  readMigrations
} from '../history/read-migrations.js'
import { createTable } from '../history/records.js'
import { readStatements } from './read-statements.js'

export interface SqlOptions {
  /** The migrations folder. */
  readonly migrations: string
  /** The last migration that the database has. @default `base`: none */
  readonly from?: string | undefined
  /** The last one that it is to have; one before `from` leads down. @default the last there is */
  readonly to?: string | undefined
}

/**
 * The script that takes a database from one migration to another, to be run by hand, as Alembic's
 * `--sql`. It writes the records for Prisma and larder-db. Needs no database.
 *
 * @throws MIGRATIONS_ERR_NOT_REVERSIBLE where the way down lacks a `down.sql`
 */
export async function writeSql({ migrations: folder, from = BASE, to }: SqlOptions): Promise<string> {
  const migrations = await readMigrations(folder)
  const start = placeOf(migrations, from)
  const end = to === undefined ? migrations.length : placeOf(migrations, to)
  const chosen = migrations.slice(Math.min(start, end), Math.max(start, end))
  const parts = start <= end ? chosen.map(scriptUp) : chosen.reverse().map(scriptDown)
  const table = start === 0 && end > 0 ? [`${createTable(TABLE)};\n`] : []
  return [...table, ...(await Promise.all(parts))].join('\n')
}

const TABLE = '_prisma_migrations'

/** The number of migrations that a database at `name` has. */
function placeOf(migrations: Migration[], name: string): number {
  if (name === BASE) return 0
  const names = migrations.map((one) => one.name)
  return names.indexOf(findMigration(names, name)) + 1
}

async function scriptUp({ name, script }: Migration): Promise<string> {
  const record = `INSERT INTO ${TABLE} (id, checksum, finished_at, migration_name, applied_steps_count)
VALUES ('${randomUUID()}', '${checksumOf(script)}', clock_timestamp(), ${quote(name)}, 1);`
  return inTransaction(`-- ${name}`, script, record)
}

async function scriptDown({ name, down }: Migration): Promise<string> {
  if (down === undefined) throw new MIGRATIONS_ERR_NOT_REVERSIBLE(name, name)
  const record = `UPDATE ${TABLE} SET rolled_back_at = clock_timestamp()
WHERE migration_name = ${quote(name)} AND rolled_back_at IS NULL;`
  return inTransaction(`-- Undoes ${name}`, down, record)
}

/** Scripts with transactions of their own, or statements that refuse one, stay as they are. */
async function inTransaction(title: string, script: string, record: string): Promise<string> {
  const statements = await readStatements(script)
  const body = /;\s*$/.test(script) || statements.length === 0 ? script.trim() : `${script.trim()}\n;`
  const alone = statements.some(({ node }) => !node || 'TransactionStmt' in node || isConcurrent(node))
  return alone ? `${title}\n${body}\n${record}\n` : `${title}\nBEGIN;\n${body}\n${record}\nCOMMIT;\n`
}

function isConcurrent(node: object): boolean {
  return /"concurrent":true|"VacuumStmt"|"AlterEnumStmt"/.test(JSON.stringify(node))
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
