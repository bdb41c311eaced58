import {
  type ConnectOptions,
  connect,
  describeFailure,
  type LockWait,
  schemaOf,
  takeMigrationLock
} from '@larder/schema-engine'
import pg from 'pg'
import type { Static, TSchema } from 'typebox'
import { MIGRATIONS_ERR_CONNECTION_LOST } from '../errors.js'
import { selectRows } from '../select-rows.js'
import type { MigrationDatabase } from './migration-database.js'

/** PostgreSQL's {@link MigrationDatabase}. */
export class PostgresConnection implements MigrationDatabase {
  readonly kind = 'postgresql'
  readonly client: pg.Client
  /** The schema of the URL, quoted. */
  readonly schema: string
  /** With its schema: a script may change the search path. */
  readonly table: string
  readonly now = 'clock_timestamp()'
  readonly #url: string

  private constructor(client: pg.Client, url: string) {
    this.client = client
    this.schema = pg.escapeIdentifier(schemaOf(url))
    this.table = `${this.schema}._prisma_migrations`
    this.#url = url
  }

  static async open(url: string, options?: ConnectOptions): Promise<PostgresConnection> {
    return new PostgresConnection(await connect(url, options), url)
  }

  select<Row extends TSchema>(row: Row, sql: string, values: unknown[] = []): Promise<Static<Row>[]> {
    return selectRows(this.client, row, sql, values)
  }

  async execute(sql: string, values: unknown[] = []): Promise<void> {
    await this.client.query(sql, values)
  }

  async hasRecords(): Promise<boolean> {
    const { rows } = await this.client.query('SELECT 1 WHERE to_regclass($1) IS NOT NULL', [this.table])
    return rows.length > 0
  }

  async createRecords(): Promise<void> {
    const { rows } = await this.client.query('SELECT 1 WHERE to_regnamespace($1) IS NULL', [this.schema])
    if (rows.length > 0) await this.client.query(`CREATE SCHEMA ${this.schema}`)
    await this.client.query(createPostgresRecords(this.table))
  }

  async findTables(): Promise<string[]> {
    const { rows } = await this.client.query<[string]>({
      text: TABLES,
      values: [this.schema],
      rowMode: 'array'
    })
    return rows.map(([name]) => name)
  }

  async takeLock(wait: LockWait): Promise<void> {
    await this.client.query(KEEP_ALIVE)
    // Servers on Windows refuse it.
    await this.client.query(NOTICE_A_DEAD_CLIENT).catch(() => {})
    const select = async (text: string) => {
      const { rows } = await this.client.query<unknown[]>({ text, rowMode: 'array' })
      return rows
    }
    await takeMigrationLock(select, this.#url, wait)
  }

  explainFailure(error: unknown): unknown {
    if (error instanceof pg.DatabaseError) error.message = describeFailure(error, '')
    return isLost(error) ? new MIGRATIONS_ERR_CONNECTION_LOST() : error
  }

  async close(): Promise<void> {
    await this.client.end()
  }
}

/** Prisma's own definition of its table. */
export function createPostgresRecords(table: string): string {
  return `CREATE TABLE IF NOT EXISTS ${table} (
  id VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum VARCHAR(64) NOT NULL,
  finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL,
  logs TEXT,
  rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`
}

/** Those of extensions are left out. */
const TABLES = `
  SELECT relname::text FROM pg_class
  WHERE relnamespace = to_regnamespace($1) AND relkind IN ('r', 'p') AND relname <> '_prisma_migrations'
    AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e')
  ORDER BY relname LIMIT 3`

/** Otherwise the server waits two hours for a machine that went away. */
const KEEP_ALIVE = `
  SELECT set_config(name, value, false)
  FROM pg_settings JOIN (VALUES ('tcp_keepalives_idle', '10'), ('tcp_keepalives_interval', '5'),
    ('tcp_keepalives_count', '3')) AS wanted (name, value) USING (name)`

/** Otherwise the server finishes a long statement of a killed client. */
const NOTICE_A_DEAD_CLIENT = `
  SELECT set_config(name, '1s', false) FROM pg_settings WHERE name = 'client_connection_check_interval'`

/** node-postgres has no code for it. */
function isLost(error: unknown): boolean {
  return (
    error instanceof Error && /^Connection terminated|is not queryable$|ECONNRESET|EPIPE/.test(error.message)
  )
}
