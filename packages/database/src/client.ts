import { isMysqlUrl } from '@larder/mysql'
import type { Connections, PoolFigures } from './connections.js'
import { checkUrl, connectTimeoutOf } from './database-url.js'
import type { Prisma, PrismaClient } from './generated/client.js'
import { openMysqlClient } from './mysql/open-client.js'
import { openPostgresClient } from './postgres/open-client.js'

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
   * five seconds more. MySQL cancels only what reads, and what waits for a lock, in whole seconds.
   * @default 10000
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
 * A Prisma client with prepared statements: over node-postgres, or over the driver of MariaDB.
 *
 * @param url a connection string of PostgreSQL (`?schema=` names a schema other than `public`,
 * `?host=` the folder of a Unix socket), or of MySQL or MariaDB (`?socket=` names a Unix socket)
 * @throws DATABASE_ERR_URL, MYSQL_ERR_URL where it is none
 */
export function createClient(url: string, options: ClientOptions = {}): PrismaClient {
  checkUrl(url)
  const open = isMysqlUrl(url) ? openMysqlClient : openPostgresClient
  const settings = {
    poolSize: 10,
    statementTimeout: 10_000,
    pooler: false,
    onConnectionLost: () => {},
    ...definedOf(options),
    connectionTimeout: connectTimeoutOf(url) ?? options.connectionTimeout ?? 2_000
  }
  return open(url, settings, (client, connections) => opened.set(client, connections))
}

function definedOf(options: ClientOptions): ClientOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}

/** Whether a client, or a transaction, is of MySQL or MariaDB. */
export function isMysql(db: Database): boolean {
  return Reflect.get(db, '_activeProvider') === 'mysql'
}

/** Connections that are `busy` and `idle`, and queries `waiting` for one. */
export function poolFigures(client: PrismaClient): PoolFigures {
  return opened.get(client)?.figures() ?? { busy: 0, idle: 0, waiting: 0 }
}

/** The connections of a client; undefined for a transaction, which has one. */
export async function connectionsOf(db: Database): Promise<Connections | undefined> {
  // A client has none before it connects.
  if (!opened.has(db) && '$connect' in db) await db.$connect()
  return opened.get(db)
}

const opened = new WeakMap<Database, Connections>()
