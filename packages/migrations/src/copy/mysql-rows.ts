import { selectMysqlRows } from '@larder/schema-engine'
import type { Connection } from 'mariadb'
import type { MysqlConnection } from '../history/mysql-connection.js'
import { COPY_ERR_TYPE } from './errors.js'
import { groupColumns } from './group-columns.js'
import { type Column, findColumn, type Kind, type Row, type RowStore, type Table } from './row-store.js'
import { sizeOf } from './table-checksum.js'

/** The rows of a MySQL or MariaDB database. */
export class MysqlRows implements RowStore {
  readonly #client: Connection

  private constructor(client: Connection) {
    this.#client = client
  }

  /** @param lockTimeout seconds that a statement may wait for a table or a row */
  static async open({ client }: MysqlConnection, lockTimeout: number): Promise<MysqlRows> {
    await client.query('SET lock_wait_timeout = ?, innodb_lock_wait_timeout = ?', [lockTimeout, lockTimeout])
    return new MysqlRows(client)
  }

  async listTables(): Promise<Table[]> {
    const columns = await selectMysqlRows(this.#client, COLUMNS)
    return groupColumns(
      columns.map(([table, name, type, key, numbered]) => ({
        table: String(table),
        name: String(name),
        type: String(type),
        kind: kindOf(`${table}.${name}`, String(type)),
        key: key === null ? null : Number(key),
        numbered: Number(numbered) === 1
      }))
    )
  }

  async countRows({ name }: Table): Promise<number> {
    const [[count] = []] = await this.#select(`SELECT COUNT(*) FROM ${quote(name)}`)
    return Number(count)
  }

  async freeze(): Promise<void> {
    await this.#client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ')
    await this.#client.query('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY')
  }

  async readRows(table: Table, after: Row | undefined, limit: number): Promise<Row[]> {
    const values = table.columns.map(({ name, kind }) => readAs(quote(name), kind))
    const key = table.key.flatMap((name) => findColumn(table, name) ?? [])
    const start = after ? `WHERE ${formatStart(key)}` : ''
    const order = table.key.map(quote).join(', ')
    return this.#select(
      `SELECT ${values.join(', ')} FROM ${quote(table.name)} ${start} ORDER BY ${order} LIMIT ${limit}`,
      key.flatMap((_, at) => (after ? parametersOf(key, after).slice(0, at + 1) : []))
    )
  }

  async writeRows(table: Table, rows: readonly Row[]): Promise<void> {
    const columns = table.columns.map(({ name }) => quote(name)).join(', ')
    const marks = `(${table.columns.map(() => '?').join(', ')})`
    for (const part of splitRows(rows)) {
      const sql = `INSERT INTO ${quote(table.name)} (${columns}) VALUES ${part.map(() => marks).join(', ')}`
      await this.#client.query(
        sql,
        part.flatMap((row) => parametersOf(table.columns, row))
      )
    }
  }

  async deleteRows(tables: readonly Table[]): Promise<void> {
    for (const { name } of tables) await this.#client.query(`DELETE FROM ${quote(name)}`)
  }

  async setAside(): Promise<string[]> {
    // An id of 0 is kept.
    const mode = "CONCAT(@@sql_mode, ',NO_AUTO_VALUE_ON_ZERO')"
    await this.#client.query(`SET foreign_key_checks = 0, sql_mode = ${mode}`)
    return []
  }

  async readNumber({ name, numbered }: Table): Promise<string | undefined> {
    if (!numbered) return undefined
    const [[, text] = []] = await this.#select(`SHOW CREATE TABLE ${quote(name)}`)
    const options = text?.slice(text.lastIndexOf('\n)')) ?? ''
    const [, next] = /\bAUTO_INCREMENT=(\d+)/.exec(options) ?? []
    return next === undefined ? undefined : String(BigInt(next) - 1n)
  }

  async setNumber({ name }: Table, last: string): Promise<void> {
    await this.#client.query(`ALTER TABLE ${quote(name)} AUTO_INCREMENT = ${BigInt(last) + 1n}`)
  }

  async #select(sql: string, values: readonly Parameter[] = []): Promise<Row[]> {
    const rows: unknown[][] = await this.#client.query({ sql, rowsAsArray: true }, [...values])
    return rows.map((row) => row.map((value) => (value === null ? null : String(value))))
  }
}

const COLUMNS = `
  SELECT c.table_name, c.column_name, c.column_type, k.seq_in_index, c.extra LIKE '%auto_increment%'
  FROM information_schema.columns c
  JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
  LEFT JOIN information_schema.statistics k ON k.table_schema = c.table_schema AND k.table_name = c.table_name
    AND k.column_name = c.column_name AND k.index_name = 'PRIMARY'
  WHERE c.table_schema = DATABASE() AND t.table_type = 'BASE TABLE'
    AND c.table_name NOT IN ('_prisma_migrations', '_larder_copy') AND COALESCE(c.generation_expression, '') = ''
  ORDER BY c.table_name, c.column_name`

function kindOf(column: string, type: string): Kind {
  const [word = ''] = /^\w+/.exec(type) ?? []
  const kind = KINDS[word]
  if (!kind) throw new COPY_ERR_TYPE(column, type)
  return kind
}

const KINDS: Record<string, Kind> = {
  tinyint: 'number',
  smallint: 'number',
  mediumint: 'number',
  int: 'number',
  bigint: 'number',
  decimal: 'number',
  float: 'float',
  double: 'float',
  char: 'text',
  varchar: 'text',
  tinytext: 'text',
  text: 'text',
  mediumtext: 'text',
  longtext: 'text',
  enum: 'text',
  datetime: 'moment',
  timestamp: 'moment',
  date: 'date',
  time: 'clock',
  binary: 'bytes',
  varbinary: 'bytes',
  tinyblob: 'bytes',
  blob: 'bytes',
  mediumblob: 'bytes',
  longblob: 'bytes',
  json: 'json'
}

function readAs(column: string, kind: Kind): string {
  if (kind === 'moment') return `DATE_FORMAT(${column}, '%Y-%m-%d %H:%i:%s.%f')`
  if (kind === 'date') return `DATE_FORMAT(${column}, '%Y-%m-%d')`
  if (kind === 'clock') return `TIME_FORMAT(${column}, '%H:%i:%s.%f')`
  // MySQL writes six digits of a FLOAT, and all of a DOUBLE.
  if (kind === 'float') return `CAST(${column} + 0E0 AS CHAR)`
  return kind === 'bytes' ? `LOWER(HEX(${column}))` : `CAST(${column} AS CHAR)`
}

/** The rows after a key of several columns, in a form for which MySQL uses the index. */
function formatStart(key: readonly Column[]): string {
  const parts = key.map((column, at) => {
    const same = key.slice(0, at).map(({ name }) => `${quote(name)} = ? AND `)
    return `(${same.join('')}${formatAfter(column)})`
  })
  return parts.join(' OR ')
}

/** MySQL sorts an ENUM by the places of its values, as the index has them, but compares their text. */
function formatAfter({ name, type }: Column): string {
  const [, values] = /^enum\((.*)\)$/s.exec(type) ?? []
  return values === undefined ? `${quote(name)} > ?` : `${quote(name)} + 0 > FIELD(?, ${values})`
}

type Parameter = string | Buffer | null

function parametersOf(columns: readonly Column[], values: Row): Parameter[] {
  return values.map((value, at) =>
    value !== null && columns[at]?.kind === 'bytes' ? Buffer.from(value, 'hex') : value
  )
}

/** Parts of about a quarter of what a server has to take in one statement. */
function splitRows(rows: readonly Row[]): Row[][] {
  const parts: Row[][] = [[]]
  let size = 0
  for (const row of rows) {
    size += sizeOf(row)
    if (size > 4 * 1024 * 1024) {
      parts.push([])
      size = sizeOf(row)
    }
    parts.at(-1)?.push(row)
  }
  return parts.filter((part) => part.length > 0)
}

function quote(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``
}
