import { isMysqlUrl } from '@larder/mysql'
import type { ConnectOptions } from '@larder/schema-engine'
import pg from 'pg'
import { Type } from 'typebox'
import { PostgresConnection } from '../history/postgres-connection.js'
import { selectRows } from '../select-rows.js'
import { Table } from './dump-format.js'
import { BACKUP_ERR_MYSQL } from './errors.js'

/** Opens the database of a dump. @throws BACKUP_ERR_MYSQL where it is not PostgreSQL's */
export async function openForDump(url: string, options?: ConnectOptions): Promise<PostgresConnection> {
  if (isMysqlUrl(url)) throw new BACKUP_ERR_MYSQL()
  return PostgresConnection.open(url, options)
}

/** The settings by which both ends of a dump write and read values, whatever the server's are. */
export async function useDumpSettings({ client, schema }: PostgresConnection): Promise<void> {
  const settings = {
    client_encoding: 'UTF8',
    datestyle: 'ISO, YMD',
    intervalstyle: 'postgres',
    timezone: 'UTC',
    bytea_output: 'hex',
    extra_float_digits: '1',
    xmloption: 'content',
    // Fails instead of leaving out rows that a policy hides.
    row_security: 'off',
    statement_timeout: '0',
    lock_timeout: '0',
    idle_in_transaction_session_timeout: '0'
  }
  for (const [name, value] of Object.entries(settings))
    await client.query('SELECT set_config($1, $2, true)', [name, value])
  await client.query(`SET LOCAL search_path = ${schema}`)
}

/** The tables of the schema that hold rows, but Prisma's of migrations, by their names. */
export async function listTables({ client, schema }: PostgresConnection): Promise<Table[]> {
  return selectRows(client, Table, TABLES, [schema])
}

/** A table's name in a statement. */
export function tableName({ schema }: PostgresConnection, table: string): string {
  return `${schema}.${pg.escapeIdentifier(table)}`
}

/** A table's columns in a COPY. */
export function columnList({ columns }: Table): string {
  return columns.length > 0 ? ` (${columns.map(pg.escapeIdentifier).join(', ')})` : ''
}

// Temporary tables are in a schema of their own. The columns are in their order, without those that are computed.
const TABLES = `
  SELECT c.relname AS table, array(
    SELECT a.attname::text FROM pg_attribute a
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY a.attnum
  ) AS columns
  FROM pg_class c
  WHERE c.relnamespace = to_regnamespace($1) AND c.relkind = 'r' AND c.relname <> '_prisma_migrations'
    AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype = 'e')
  ORDER BY c.relname`

/** The last values that the schema's sequences gave; null of one that gave none. */
export async function readSequences({
  client,
  schema
}: PostgresConnection): Promise<Record<string, string | null>> {
  const sequences = await selectRows(client, Sequence, SEQUENCES, [schema])
  return Object.fromEntries(sequences.map(({ name, last }) => [name, last]))
}

const Sequence = Type.Object({ name: Type.String(), last: Type.Union([Type.String(), Type.Null()]) })

const SEQUENCES = `
  SELECT c.relname AS name, s.last_value::text AS last
  FROM pg_class c JOIN pg_sequences s ON s.sequencename = c.relname
    AND s.schemaname = (SELECT nspname FROM pg_namespace WHERE oid = c.relnamespace)
  WHERE c.relnamespace = to_regnamespace($1) AND c.relkind = 'S' ORDER BY c.relname`
