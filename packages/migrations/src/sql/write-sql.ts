import { randomUUID } from 'node:crypto'
import { isMysqlUrl } from '@larder/mysql'
import {
  CREATE_MYSQL_MIGRATIONS,
  checksumOf,
  refuseMarkedPlaces,
  schemaOf,
  splitStatements
} from '@larder/schema-engine'
import pg from 'pg'
import { MIGRATIONS_ERR_NOT_REVERSIBLE } from '../errors.js'
import { createPostgresRecords } from '../history/postgres-connection.js'
import { BASE, findMigration, type Migration, readMigrations } from '../history/read-migrations.js'
import { readStatements } from './read-statements.js'

export interface SqlOptions {
  /** Tells the kind of database that the script is for. @default PostgreSQL */
  readonly url?: string | undefined
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
 * @throws MIGRATIONS_ERR_NOT_REVERSIBLE where the way down lacks a `down.sql`;
 * SCHEMA_ENGINE_ERR_TO_TRANSLATE where a script for MySQL waits for a person
 */
export async function writeSql({ migrations: folder, url, from = BASE, to }: SqlOptions): Promise<string> {
  const migrations = await readMigrations(folder)
  const start = placeOf(migrations, from)
  const end = to === undefined ? migrations.length : placeOf(migrations, to)
  const chosen = migrations.slice(Math.min(start, end), Math.max(start, end))
  const server = url && isMysqlUrl(url) ? MYSQL : postgresql(url)
  const parts =
    start <= end
      ? chosen.map((one) => scriptUp(one, server))
      : chosen.reverse().map((one) => scriptDown(one, server))
  if (parts.length === 0) return ''
  const table = start === 0 && end > 0 ? [`${server.createTable};\n`] : []
  return [...server.head, ...table, ...(await Promise.all(parts))].join('\n')
}

/** How the two databases write the same script. */
interface Server {
  readonly head: readonly string[]
  readonly table: string
  readonly createTable: string
  readonly now: string
  write(title: string, script: string, record: string): Promise<string>
}

/** As `upgrade` runs it: a script may be for another schema than psql's own, or change the search path for those after it. */
function postgresql(url: string | undefined): Server {
  const schema = pg.escapeIdentifier(url ? schemaOf(url) : 'public')
  const table = `${schema}._prisma_migrations`
  return {
    head: [STOP_AT_ERRORS],
    table,
    createTable: `DO ${quote(createSchema(schema))};\n${createPostgresRecords(table)}`,
    now: 'clock_timestamp()',
    write: (...parts) => inTransaction(schema, ...parts)
  }
}

/** psql would go on, record what failed as done, and exit with 0. SQL does not tell what failed outside of a transaction. */
const STOP_AT_ERRORS = `-- For psql: stop at an error. Delete both lines for another program, and have it stop there too.
\\set ON_ERROR_STOP on
`

/** `IF NOT EXISTS` would need the right to create schemas also where it is there. */
function createSchema(schema: string): string {
  return `BEGIN IF to_regnamespace(${quote(schema)}) IS NULL THEN CREATE SCHEMA ${schema}; END IF; END`
}

const MYSQL: Server = {
  // mysql and mariadb stop at an error.
  head: [],
  table: '_prisma_migrations',
  createTable: CREATE_MYSQL_MIGRATIONS,
  now: 'UTC_TIMESTAMP(3)',
  // MySQL commits each change of a table by itself.
  write: async (title, script, record) => {
    refuseMarkedPlaces(script)
    const body = splitStatements(script).length === 0 ? script.trim() : endStatement(script)
    return `${title}\n${body}\n${record}\n`
  }
}

/** The number of migrations that a database at `name` has. */
function placeOf(migrations: Migration[], name: string): number {
  if (name === BASE) return 0
  const names = migrations.map((one) => one.name)
  return names.indexOf(findMigration(names, name)) + 1
}

function scriptUp({ name, script }: Migration, { table, now, write }: Server): Promise<string> {
  const checksum = checksumOf(script)
  const record = `INSERT INTO ${table} (id, checksum, started_at, finished_at, migration_name, applied_steps_count)
VALUES ('${randomUUID()}', '${checksum}', ${now}, ${now}, ${quote(name)}, 1);`
  return write(`-- ${name}`, script, record)
}

function scriptDown({ name, down }: Migration, { table, now, write }: Server): Promise<string> {
  if (down === undefined) throw new MIGRATIONS_ERR_NOT_REVERSIBLE(name, name)
  const record = `UPDATE ${table} SET rolled_back_at = ${now}
WHERE migration_name = ${quote(name)} AND rolled_back_at IS NULL;`
  return write(`-- Undoes ${name}`, down, record)
}

/** Scripts with transactions of their own, or statements that refuse one, stay as they are. */
async function inTransaction(schema: string, title: string, script: string, record: string): Promise<string> {
  const statements = await readStatements(script)
  const body = statements.length === 0 ? script.trim() : endStatement(script)
  const alone = statements.some(({ node }) => !node || 'TransactionStmt' in node || refusesTransaction(node))
  if (alone) return `${title}\nSET search_path = ${schema};\n${body}\n${record}\n`
  return `${title}\nBEGIN;\nSET LOCAL search_path = ${schema};\n${body}\n${record}\nCOMMIT;\n`
}

function endStatement(script: string): string {
  return /;\s*$/.test(script) ? script.trim() : `${script.trim()}\n;`
}

function refusesTransaction(node: object): boolean {
  return NO_TRANSACTION.test(JSON.stringify(node))
}

/** Parts of the parser's tree. ALTER TYPE itself may run in one, the use of its new value may not. */
const NO_TRANSACTION =
  /"concurrent":true|"defname":"concurrently"|"REINDEX_OBJECT_(SCHEMA|SYSTEM|DATABASE)"|"(Vacuum|AlterEnum|AlterSystem|(Create|Drop)(db|TableSpace|Subscription))Stmt"/

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
