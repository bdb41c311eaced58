import pg, { type Pool } from 'pg'
import { type Prisma, PrismaClient } from './generated/client.js'
import { schemaOf } from './schema-of.js'
import { ReplanningAdapter, retryTransactions } from './stale-plans.js'
import { StatementNames } from './statement-names.js'

export type { PrismaClient }

/** What queries are sent through: the client itself, or one transaction of it. */
export type Database = PrismaClient | Prisma.TransactionClient

export interface ClientOptions {
  /** Connections held at most. @default 10 */
  poolSize?: number
  /** Milliseconds to wait for a connection, from the pool or to the server. @default 2000 */
  connectionTimeout?: number
  /** Milliseconds after which the server cancels a statement. @default 10000 */
  statementTimeout?: number
  /** Told when an idle connection breaks; the pool replaces it. @default silence */
  onConnectionLost?: (error: Error) => void
}

/**
 * A Prisma client over node-postgres, with prepared statements.
 *
 * @param url a PostgreSQL connection string; `?schema=` names a schema other than `public`,
 *   `?host=` the folder of a Unix socket
 */
export function createClient(url: string, options: ClientOptions = {}): PrismaClient {
  const { poolSize = 10, connectionTimeout = 2_000, statementTimeout = 10_000 } = options
  const { onConnectionLost = () => {} } = options
  const schema = schemaOf(url)
  const adapter = new ReplanningAdapter(
    {
      connectionString: url,
      max: poolSize,
      connectionTimeoutMillis: connectionTimeout,
      statement_timeout: statementTimeout,
      // The server's own limit does not reach us over a connection that died without a word.
      query_timeout: statementTimeout + connectionTimeout,
      keepAlive: true,
      // Prisma names the schema in its own statements only.
      ...(schema && { options: `-c search_path=${pg.escapeIdentifier(schema).replace(/[\\ ]/g, '\\$&')}` })
    },
    {
      schema,
      // Without these listeners a lost connection would end the process.
      onPoolError: onConnectionLost,
      onConnectionError: onConnectionLost
    },
    new StatementNames()
  )
  const client = retryTransactions(new PrismaClient({ adapter }))
  adapters.set(client, adapter)
  return client
}

/** How many connections a client has: at work, and idle; and how many queries wait for one. */
export function poolFigures(client: PrismaClient): { busy: number; idle: number; waiting: number } {
  const pool = adapters.get(client)?.pool
  const { totalCount = 0, idleCount: idle = 0, waitingCount: waiting = 0 } = pool ?? {}
  return { busy: totalCount - idle, idle, waiting }
}

/** The pool of a client, and the names of what is prepared on it; undefined for a transaction, which has one connection. */
export async function connectionsOf(
  db: Database
): Promise<{ pool: Pool; names: StatementNames } | undefined> {
  const adapter = adapters.get(db)
  if (!adapter) return undefined
  if (!adapter.pool && '$connect' in db) await db.$connect()
  const { pool, names } = adapter
  return pool && { pool, names }
}

const adapters = new WeakMap<Database, ReplanningAdapter>()

/** Whether an error says that the database cannot be reached or is too busy, so that trying again later makes sense. */
export function isDatabaseAway(error: unknown): boolean {
  if (!isObject(error)) return false
  const { code, originalCode, kind, message, cause, meta } = error
  if ([code, originalCode, kind].some((name) => AWAY.test(`${name}`))) return true
  // Prisma keeps what the driver said of a raw query in `meta`.
  const inner = isObject(meta) ? meta.driverAdapterError : undefined
  return AWAY_MESSAGE.test(`${message}`) || isDatabaseAway(cause) || isDatabaseAway(inner)
}

function isObject(value: unknown): value is Partial<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

// Prisma: cannot reach, timed out, closed, pool exhausted. PostgreSQL: classes 08 and 57P, and 53300. Node: the socket's
// own. Prisma's adapter: the kinds it gives instead.
const AWAY =
  /^(P1001|P1002|P1008|P1017|P2024|P2037|08...|57P0.|53300|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|DatabaseNotReachable|ConnectionClosed|SocketTimeout|TooManyConnections)$/
// node-postgres gives these no code, or one that it shares with others (a file that is missing is no socket); so does
// Prisma.
const AWAY_MESSAGE =
  /connect ENOENT|Query read timeout|timeout exceeded when trying to connect|Connection terminated|not queryable|Unable to start a transaction in the given time|expired transaction/
