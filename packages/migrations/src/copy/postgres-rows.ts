import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { Type } from 'typebox'
import { setAside } from '../backup/set-aside.js'
import { tableName } from '../backup/tables.js'
import type { PostgresConnection } from '../history/postgres-connection.js'
import { COPY_ERR_TYPE } from './errors.js'
import { groupColumns } from './group-columns.js'
import { findColumn, type Kind, type Row, type RowStore, type Table } from './row-store.js'

/** The rows of a PostgreSQL database. */
export class PostgresRows implements RowStore {
  readonly #connection: PostgresConnection

  private constructor(connection: PostgresConnection) {
    this.#connection = connection
  }

  /** @param lockTimeout seconds that a statement may wait for a table */
  static async open(connection: PostgresConnection, lockTimeout: number): Promise<PostgresRows> {
    await connection.client.query(`${SESSION}; SET lock_timeout = '${lockTimeout}s'`)
    return new PostgresRows(connection)
  }

  async listTables(): Promise<Table[]> {
    const columns = await this.#connection.select(ColumnRow, COLUMNS, [this.#connection.schema])
    return groupColumns(columns.map((column) => ({ ...column, kind: kindOf(column) })))
  }

  async countRows(table: Table): Promise<number> {
    const [[count] = []] = await this.#select(`SELECT count(*)::text FROM ${this.#nameOf(table)}`)
    return Number(count)
  }

  async freeze(): Promise<void> {
    await this.#connection.client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
  }

  async readRows(table: Table, after: Row | undefined, limit: number): Promise<Row[]> {
    // With the table: alone it would be the text that is selected, and its order.
    const key = table.key.map((name) => `copied.${pg.escapeIdentifier(name)}`).join(', ')
    const values = table.columns.map(({ name, kind, type }) => readAs(pg.escapeIdentifier(name), kind, type))
    const last = table.key.map((name, at) => formatParameter(at + 1, findColumn(table, name)?.kind))
    const start = after ? `WHERE (${key}) > (${last.join(', ')})` : ''
    return this.#select(
      `SELECT ${values.join(', ')} FROM ${this.#nameOf(table)} copied ${start} ORDER BY ${key} LIMIT ${limit}`,
      after
    )
  }

  async writeRows(table: Table, rows: readonly Row[]): Promise<void> {
    const columns = table.columns.map(({ name }) => pg.escapeIdentifier(name)).join(', ')
    const lines = rows.map((row) => formatLine(table, row))
    const sql = `COPY ${this.#nameOf(table)} (${columns}) FROM STDIN`
    await pipeline(Readable.from(lines), this.#connection.client.query(copyFrom(sql)))
  }

  async deleteRows(tables: readonly Table[]): Promise<void> {
    if (tables.length === 0) return
    await this.#connection.client.query(`TRUNCATE ${tables.map((table) => this.#nameOf(table)).join(', ')}`)
  }

  setAside(tables: readonly Table[]): Promise<string[]> {
    return setAside(
      this.#connection,
      tables.map((table) => this.#nameOf(table))
    )
  }

  async readNumber(table: Table): Promise<string | undefined> {
    if (!table.numbered) return undefined
    const [[last] = []] = await this.#select(LAST_NUMBER, [this.#nameOf(table), table.numbered])
    return last ?? undefined
  }

  async setNumber(table: Table, last: string): Promise<void> {
    const sql = 'SELECT setval(pg_get_serial_sequence($1, $2), $3)'
    await this.#connection.client.query(sql, [this.#nameOf(table), table.numbered, last])
  }

  #nameOf({ name }: Table): string {
    return tableName(this.#connection, name)
  }

  async #select(text: string, values: Row = []): Promise<Row[]> {
    const { rows } = await this.#connection.client.query<(string | null)[]>({
      text,
      values: [...values],
      rowMode: 'array'
    })
    return rows
  }
}

const SESSION =
  "SET timezone = 'UTC'; SET extra_float_digits = 1; SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0; SET row_security = off"

const ColumnRow = Type.Object({
  table: Type.String(),
  name: Type.String(),
  type: Type.String(),
  key: Type.Union([Type.Integer(), Type.Null()]),
  numbered: Type.Boolean()
})

const COLUMNS = `
  SELECT c.relname::text AS table, a.attname::text AS name,
    CASE t.typtype WHEN 'e' THEN 'text' ELSE t.typname::text END AS type,
    array_position(i.indkey::int2[], a.attnum) AS key,
    pg_get_serial_sequence(c.oid::regclass::text, a.attname) IS NOT NULL AS numbered
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
  JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
  WHERE c.relnamespace = to_regnamespace($1) AND c.relkind = 'r' AND c.relname NOT IN ('_prisma_migrations', '_larder_copy')
    AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype = 'e')
  ORDER BY c.relname, a.attname`

const LAST_NUMBER = `
  SELECT last_value::text FROM pg_sequences
  WHERE format('%I.%I', schemaname, sequencename)::regclass = pg_get_serial_sequence($1, $2)::regclass`

function kindOf({ table, name, type }: { table: string; name: string; type: string }): Kind {
  const kind = KINDS[type]
  if (!kind) throw new COPY_ERR_TYPE(`${table}.${name}`, type)
  return kind
}

const KINDS: Record<string, Kind> = {
  int2: 'number',
  int4: 'number',
  int8: 'number',
  numeric: 'number',
  bool: 'number',
  float4: 'float',
  float8: 'float',
  text: 'text',
  varchar: 'text',
  bpchar: 'text',
  citext: 'text',
  uuid: 'text',
  timestamp: 'moment',
  timestamptz: 'moment',
  date: 'date',
  time: 'clock',
  bytea: 'bytes',
  json: 'json',
  jsonb: 'json'
}

function readAs(column: string, kind: Kind, type: string): string {
  if (type === 'bool') return `${column}::int::text`
  if (kind === 'moment') return `to_char(${column}, 'YYYY-MM-DD HH24:MI:SS.US')`
  if (kind === 'date') return `to_char(${column}, 'YYYY-MM-DD')`
  if (kind === 'clock') return `to_char(${column}, 'HH24:MI:SS.US')`
  // The digits of the largest float4 are beyond the range of MySQL's FLOAT.
  if (kind === 'float') return `${column}::float8::text`
  return type === 'bytea' ? `encode(${column}, 'hex')` : `${column}::text`
}

function formatParameter(number: number, kind: Kind | undefined): string {
  return kind === 'bytes' ? `decode($${number}, 'hex')` : `$${number}`
}

function formatLine({ columns }: Table, row: Row): string {
  return `${row.map((value, at) => formatField(value, columns[at]?.kind)).join('\t')}\n`
}

/** A field of COPY, as https://www.postgresql.org/docs/current/sql-copy.html#SQL-COPY-FILE-FORMATS has it. */
function formatField(value: string | null, kind: Kind | undefined): string {
  if (value === null) return '\\N'
  if (kind === 'bytes') return `\\\\x${value}`
  return value.replace(/[\\\n\r\t]/g, (character) => ESCAPES[character] ?? character)
}

const ESCAPES: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }
