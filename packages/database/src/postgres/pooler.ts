import pg, { type ClientBase, type ClientConfig } from 'pg'
import { DATABASE_ERR_POOLED_SCHEMA, DATABASE_ERR_POOLER } from '../errors.js'

/**
 * A connection whose errors say so where a pooler causes them. A pooler that lends a server
 * connection for one transaction knows neither our start-up parameters nor our prepared statements.
 */
export class ExplainingClient extends pg.Client {
  /** When it was made, to be opened at once. Milliseconds of `performance.now()`. */
  readonly begun = performance.now()

  constructor(config?: string | ClientConfig) {
    super(config)
    this.connection.prependListener('errorMessage', (error: pg.DatabaseError) => {
      const { code = '', message } = error
      if (!POOLER_CODES.has(code) && !message.startsWith(UNSUPPORTED_PARAMETER)) return
      error.message = `${message}. ${new DATABASE_ERR_POOLER().message}`
    })
  }
}

const POOLER_CODES = new Set([
  '26000', // invalid_sql_statement_name: prepared on another connection
  '42P05' // duplicate_prepared_statement: prepared by another client
])
/** PgBouncer's message: its code, 08P01, is that of all its errors. */
const UNSUPPORTED_PARAMETER = 'unsupported startup parameter'

export interface Session {
  /** Milliseconds. */
  statementTimeout: number
  schema: string | undefined
}

/** @throws DATABASE_ERR_POOLER where a new connection lost its start-up parameters on the way */
export async function checkParameters(client: ClientBase, { statementTimeout }: Session): Promise<void> {
  const { rows } = await client.query<Record<string, unknown>>(
    "SELECT current_setting('statement_timeout')::interval = $1 * interval '1 ms' AS kept",
    [statementTimeout]
  )
  if (rows[0]?.kept !== true) throw new DATABASE_ERR_POOLER()
}

/**
 * @throws DATABASE_ERR_POOLED_SCHEMA where statements would search another schema than the URL
 * names
 */
export async function checkSchema(client: ClientBase, { schema }: Session): Promise<void> {
  if (!schema) return
  const { rows } = await client.query<Record<string, unknown>>('SELECT current_schema() AS schema')
  if (rows[0]?.schema !== schema) {
    throw new DATABASE_ERR_POOLED_SCHEMA(schema, pg.escapeIdentifier(schema))
  }
}
