import { parseMysqlUrl } from '@larder/mysql'
import {
  type ConnectOptions,
  CREATE_MYSQL_MIGRATIONS,
  connectMysql,
  isMysqlError,
  type LockWait,
  selectMysqlRows,
  takeMigrationLock
} from '@larder/schema-engine'
import type { Connection } from 'mariadb'
import type { Static, TSchema } from 'typebox'
import { MIGRATIONS_ERR_CONNECTION_LOST } from '../errors.js'
import { checkRows } from '../select-rows.js'
import { describeWithAdvice } from './describe-mysql-failure.js'
import type { MigrationDatabase } from './migration-database.js'

/** MySQL's and MariaDB's {@link MigrationDatabase}. */
export class MysqlConnection implements MigrationDatabase {
  readonly kind = 'mysql'
  readonly client: Connection
  readonly table = '_prisma_migrations'
  readonly now = 'UTC_TIMESTAMP(3)'

  readonly database: string
  readonly #url: string

  private constructor(client: Connection, url: string) {
    this.client = client
    this.database = parseMysqlUrl(url).database
    this.#url = url
  }

  static async open(url: string, options?: ConnectOptions): Promise<MysqlConnection> {
    return new MysqlConnection(await connectMysql(url, options), url)
  }

  async select<Row extends TSchema>(row: Row, sql: string, values: unknown[] = []): Promise<Static<Row>[]> {
    const rows: unknown[] = await this.client.query(withQuestionMarks(sql), values)
    return checkRows(row, rows, sql)
  }

  async execute(sql: string, values: unknown[] = []): Promise<void> {
    await this.client.query(withQuestionMarks(sql), values)
  }

  async hasRecords(): Promise<boolean> {
    return (await this.#names("table_name = '_prisma_migrations'")).length > 0
  }

  async createRecords(): Promise<void> {
    await this.client.query(CREATE_MYSQL_MIGRATIONS)
  }

  findTables(): Promise<string[]> {
    return this.#names("table_type = 'BASE TABLE' AND table_name <> '_prisma_migrations'")
  }

  takeLock(wait: LockWait): Promise<void> {
    return takeMigrationLock((sql) => selectMysqlRows(this.client, sql), this.#url, wait)
  }

  explainFailure(error: unknown): unknown {
    if (!isMysqlError(error)) return error
    if (error.fatal) return new MIGRATIONS_ERR_CONNECTION_LOST()
    error.message = describeWithAdvice(error, this.database)
    return error
  }

  async close(): Promise<void> {
    // One that is lost cannot say goodbye.
    await this.client.end().catch(() => this.client.destroy())
  }

  async #names(condition: string): Promise<string[]> {
    const sql = `SELECT table_name FROM information_schema.tables
      WHERE table_schema = DATABASE() AND ${condition} ORDER BY table_name LIMIT 3`
    return (await selectMysqlRows(this.client, sql)).map(([name]) => String(name))
  }
}

/** The values are in their order, and each stands once. */
function withQuestionMarks(sql: string): string {
  return sql.replace(/\$\d+/g, '?')
}
