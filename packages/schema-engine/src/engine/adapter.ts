import { PrismaPg } from '@prisma/adapter-pg'
import {
  type ColumnType,
  ColumnTypeEnum,
  DriverAdapterError,
  isDriverAdapterError,
  type SqlDriverAdapter,
  type SqlQuery,
  type SqlResultSet
} from '@prisma/driver-adapter-utils'
import pg from 'pg'
import type { DatabaseUrl } from '../database/database-url.js'
import { describeFailure } from '../database/explain-failure.js'

/**
 * Opens Prisma's adapter for pg for the engine, with three differences.
 *
 * 1. It keeps one connection to the end, also when a query fails: the engine's advisory lock and
 * search path belong to it.
 * 2. It understands the types of the catalog (see {@link CATALOG_TYPES}).
 * 3. It sends a migration in one piece. The adapter would cut it at every semicolon, also inside
 * strings and function bodies. Errors keep PostgreSQL's words.
 */
export async function openAdapter(url: DatabaseUrl): Promise<SqlDriverAdapter> {
  const pool = new pg.Pool({
    connectionString: url.href,
    max: 1,
    idleTimeoutMillis: 0,
    connectionTimeoutMillis: url.connectTimeout * 1000,
    onConnect: (client) => prepareSession(client, url.schema)
  })
  // The query in progress reports a lost connection.
  pool.on('connect', (client) => client.on('error', () => {}))
  keepConnection(pool)
  pool.on('connect', ({ connection }) => connection.prependListener('rowDescription', renameCatalogTypes))

  const adapter = await new PrismaPg(pool, { schema: url.schema, disposeExternalPool: true }).connect()
  const queryRaw = adapter.queryRaw.bind(adapter)
  const executeRaw = adapter.executeRaw.bind(adapter)
  const execute = (query: SqlQuery) => executeRaw(query).catch(restoreWords)
  return Object.assign(adapter, {
    queryRaw: (query: SqlQuery) => queryRaw(query).then(restoreCharacters),
    executeRaw: execute,
    executeScript: async (sql: string) => {
      try {
        await execute({ sql, args: [], argTypes: [] })
      } catch (error) {
        // An open transaction of the script would refuse every later statement.
        await executeRaw({ sql: 'ROLLBACK', args: [], argTypes: [] }).catch(() => {})
        throw error
      }
    }
  })
}

/**
 * With the interval the server gives up a killed process's work and lock within a second.
 * PostgreSQL before 14, and on Windows, has no such setting.
 */
async function prepareSession(client: pg.ClientBase, schema: string): Promise<void> {
  await client.query(`SET search_path = ${pg.escapeIdentifier(schema)}`)
  await client.query("SET client_connection_check_interval = '1s'").catch(() => {})
}

/**
 * A pool's `query` drops the connection when a query fails. A broken connection is dropped anyway.
 */
function keepConnection(pool: pg.Pool): void {
  const query = async (config: pg.QueryConfig) => {
    const client = await pool.connect()
    try {
      return await client.query(config)
    } catch (error) {
      // Prisma's adapter drops the detail and the hint.
      if (error instanceof pg.DatabaseError) error.message = describeFailure(error, config.text)
      throw error
    } finally {
      client.release()
    }
  }
  Object.assign(pool, { query })
}

/**
 * Adapter and engine translate some of PostgreSQL's codes ("no such table: Nope"), which says too
 * little about a script. Without the code they keep the message.
 */
function restoreWords(error: unknown): never {
  if (!isDriverAdapterError(error) || !error.cause.originalMessage) throw error
  const { originalCode, originalMessage: message } = error.cause
  const none = { detail: undefined, column: undefined, hint: undefined }
  throw new DriverAdapterError({
    originalCode,
    kind: 'postgres',
    code: '',
    severity: 'ERROR',
    message,
    ...none
  })
}

/**
 * Types of PostgreSQL's catalog that @prisma/adapter-pg does not know, each with one of equal text form that it knows.
 * No type of the adapter becomes a single character, which is what the engine expects of a `"char"`. So that one goes
 * as `"char"[]`, which nothing else becomes here, and is put right in {@link restoreCharacters}.
 * The numbers are those of pg_type.dat.
 */
const CHARS = 1002
const TEXTS = 1009
const CATALOG_TYPES = new Map([
  [18, CHARS], // "char"
  [CHARS, TEXTS],
  [1003, TEXTS] // name[]
])

function renameCatalogTypes({ fields }: { fields: pg.FieldDef[] }): void {
  for (const field of fields) field.dataTypeID = CATALOG_TYPES.get(field.dataTypeID) ?? field.dataTypeID
}

function restoreCharacters(result: SqlResultSet): SqlResultSet {
  const restore = (type: ColumnType) =>
    type === ColumnTypeEnum.CharacterArray ? ColumnTypeEnum.Character : type
  return { ...result, columnTypes: result.columnTypes.map(restore) }
}
