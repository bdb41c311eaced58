import { isMysqlUrl } from '@larder/mysql'
import type { ClientClass, Database, LarderClient, PrismaClient } from './app-client/register.js'
import type { ClientOptions } from './connections/client-options.js'
import type { Connections, PoolFigures } from './connections/connections.js'
import { checkUrl, connectTimeoutOf } from './database-url.js'
import { openMysqlClient } from './mysql/open-client.js'
import { openPostgresClient } from './postgres/open-client.js'

export type { ClientOptions, Database, PrismaClient }

/**
 * A Prisma client with prepared statements: over node-postgres, or over the driver of MariaDB. With
 * the option `PrismaClient` it is one of that class, which Prisma has generated for the app.
 *
 * @param url a connection string of PostgreSQL (`?schema=` names a schema other than `public`,
 * `?host=` the folder of a Unix socket), or of MySQL or MariaDB (`?socket=` names a Unix socket)
 * @throws DATABASE_ERR_URL, MYSQL_ERR_URL where it is none
 */
export function createClient<Class extends ClientClass<object>>(
  url: string,
  options: ClientOptions & { PrismaClient: Class }
): InstanceType<Class>
export function createClient(url: string, options?: ClientOptions): LarderClient
export function createClient(
  url: string,
  { PrismaClient, ...options }: ClientOptions & { PrismaClient?: ClientClass<object> | undefined } = {}
): object {
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
  return open(url, settings, (client, connections) => opened.set(client, connections), PrismaClient)
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

/** The connections of a client; undefined for a transaction, which has one, and for a client of the app's own. */
export async function connectionsOf(db: Database): Promise<Connections | undefined> {
  if (!opened.has(db) && '$connect' in db) {
    // A client has none before it connects.
    await db.$connect()
    if (!opened.has(db)) opened.set(db, undefined)
  }
  return opened.get(db)
}

const opened = new WeakMap<object, Connections | undefined>()
