import pg, { type Pool } from 'pg'
import { takeFirstFree } from './connections/first-free-connection.js'
import { checkParameters, checkSchema, ExplainingClient } from './connections/pooler.js'
import { leaveReadOnlyServers } from './connections/read-only-server.js'
import { leaveSilentServers } from './connections/silent-server.js'
import { ReplanningAdapter, retryTransactions } from './connections/stale-plans.js'
import { StatementNames } from './connections/statement-names.js'
import { checkUrl, connectTimeoutOf, schemaOf, withExactSslmode } from './database-url.js'
import { type Prisma, PrismaClient } from './generated/client.js'

export type { PrismaClient }

/** The client itself, or one transaction of it. */
export type Database = PrismaClient | Prisma.TransactionClient

export interface ClientOptions {
  /** Connections held at most. @default 10 */
  poolSize?: number
  /**
   * Milliseconds to wait for a connection, from the pool or to the server. The URL's
   * `?connect_timeout=`, in seconds, outranks it. @default 2000
   */
  connectionTimeout?: number
  /**
   * Milliseconds after which the server cancels a statement; 0 for never. A transaction has
   * five seconds more. @default 10000
   */
  statementTimeout?: number
  /**
   * Whether a pooler such as PgBouncer stands before the database. Then no statement is kept and a
   * new connection is asked nothing: `statementTimeout` is kept on this side only, and the role
   * needs its schema set.
   * @default false
   */
  pooler?: boolean
  /** Told when an idle connection breaks; the pool replaces it. @default silence */
  onConnectionLost?: (error: Error) => void
}

/**
 * A Prisma client over node-postgres, with prepared statements.
 *
 * @param url a PostgreSQL connection string; `?schema=` names a schema other than `public`,
 * `?host=` the folder of a Unix socket
 * @throws DATABASE_ERR_URL where it is none
 */
export function createClient(url: string, options: ClientOptions = {}): PrismaClient {
  checkUrl(url)
  const { poolSize = 10, statementTimeout = 10_000, pooler = false } = options
  const connectionTimeout = connectTimeoutOf(url) ?? options.connectionTimeout ?? 2_000
  const onConnectionLost = withoutClient(options.onConnectionLost ?? (() => {}))
  const schema = schemaOf(url)
  const check = pooler ? checkSchema : checkParameters
  const session = { statementTimeout, schema }
  const names = new StatementNames(pooler ? 0 : undefined)
  const adapter = new ReplanningAdapter(
    {
      connectionString: withExactSslmode(url),
      max: poolSize,
      connectionTimeoutMillis: connectionTimeout,
      // The server's limit does not reach us over a connection that died silently.
      query_timeout: statementTimeout && statementTimeout + connectionTimeout,
      keepAlive: true,
      Client: ExplainingClient,
      onConnect: (client) => within(connectionTimeout, check(client, session)),
      ...(!pooler && startParameters(statementTimeout, schema))
    },
    {
      schema,
      // Without these listeners a lost connection would end the process.
      onPoolError: onConnectionLost,
      onConnectionError: onConnectionLost
    },
    names,
    (pool) => {
      // The pool stops listening to a connection on which a query failed. If that breaks then, it
      // would end the process.
      pool.on('connect', (connection) => connection.on('error', () => {}))
      takeFirstFree(pool)
      leaveSilentServers(pool, connectionTimeout)
      opened.set(client, { pool, names, leave: leaveReadOnlyServers(pool) })
    }
  )
  const transactionOptions = { maxWait: connectionTimeout, timeout: transactionTimeout(statementTimeout) }
  const client = retryTransactions(new PrismaClient({ adapter, transactionOptions }))
  return client
}

/** node-postgres puts its whole client on the error of an idle connection: pages of log, and a key. */
function withoutClient(tell: (error: Error) => void): (error: Error) => void {
  return (error) => {
    Reflect.deleteProperty(error, 'client')
    tell(error)
  }
}

/** The start-up parameters of a connection. */
function startParameters(statementTimeout: number, schema: string | undefined) {
  return {
    statement_timeout: statementTimeout,
    // Prisma names the schema in its own statements only.
    ...(schema && { options: `-c search_path=${pg.escapeIdentifier(schema).replace(/[\\ ]/g, '\\$&')}` })
  }
}

/**
 * A statement that waits for others' locks is cancelled by its own limit, which says why; the
 * transaction's comes after it. A server that hangs is left sooner than either.
 */
function transactionTimeout(statementTimeout: number): number {
  return statementTimeout === 0 ? LONGEST_TIMER : statementTimeout + MORE_STATEMENTS
}

/** Milliseconds, for what a transaction does before and after the statement that waits. */
const MORE_STATEMENTS = 5_000
/** Milliseconds. Node fires longer timers at once. */
const LONGEST_TIMER = 2 ** 31 - 1

async function within<Result>(milliseconds: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('Connection terminated: it came too late')), milliseconds)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

/** Connections that are `busy` and `idle`, and queries `waiting` for one. */
export function poolFigures(client: PrismaClient): { busy: number; idle: number; waiting: number } {
  const pool = opened.get(client)?.pool
  const { totalCount = 0, idleCount: idle = 0, waitingCount: waiting = 0 } = pool ?? {}
  return { busy: totalCount - idle, idle, waiting }
}

export interface Connections {
  pool: Pool
  /** The names of what is prepared on them. */
  names: StatementNames
  /** Gives up all connections, since their server takes no writes. */
  leave(): void
}

/** The connections of a client; undefined for a transaction, which has one. */
export async function connectionsOf(db: Database): Promise<Connections | undefined> {
  // A client has none before it connects.
  if (!opened.has(db) && '$connect' in db) await db.$connect()
  return opened.get(db)
}

const opened = new WeakMap<Database, Connections>()
