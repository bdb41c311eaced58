import { isMysqlUrl } from '@larder/mysql'
import type { ClientOptions } from './connections/client-options.js'
import type { Connections, PoolFigures } from './connections/connections.js'
import { checkUrl, connectTimeoutOf } from './database-url.js'
import type { Prisma, PrismaClient } from './generated/client.js'
import { openMysqlClient } from './mysql/open-client.js'
import { openPostgresClient } from './postgres/open-client.js'

export type { ClientOptions, PrismaClient }

/** The client itself, or one transaction of it. */
export type Database = PrismaClient | Prisma.TransactionClient

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
