import { isMysqlUrl } from '@larder/mysql'
import type { ClientClass, Database, LarderClient, PrismaClient } from './app-client/register.js'
import type { ClientOptions } from './connections/client-options.js'
import type { Connections, PoolFigures } from './connections/connections.js'
import { transactionTimeout } from './connections/time-limits.js'
import { PrismaClient as PostgresClient } from './generated/client.js'
import { makeAdapter } from './make-adapter.js'
import { PrismaClient as MysqlClient } from './mysql/generated/client.js'
import { retryTransactions } from './postgres/stale-plans.js'

export type { ClientOptions, Database, PrismaClient }

/**
 * A Prisma client with prepared statements: over node-postgres, or over the driver of MariaDB. With
 * the option `PrismaClient` it is one of that class, which Prisma has generated for the app; Larder's own
 * are made of the same models for both: `npm run types` compiles the shop against MySQL's, too.
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
  const isOfMysql = isMysqlUrl(url)
  const { adapter, settings } = makeAdapter(url, options, (connections) => opened.set(client, connections))
  const { connectionTimeout, statementTimeout } = settings
  const transactionOptions = { maxWait: connectionTimeout, timeout: transactionTimeout(statementTimeout) }
  const Client = PrismaClient ?? ownClass(isOfMysql)
  const client = Reflect.construct(Client, [{ adapter, transactionOptions }])
  return isOfMysql ? client : retryTransactions(client)
}

// A choice in one expression would have the compiler compare all types of both clients, for seconds.
function ownClass(isOfMysql: boolean): ClientClass<object> {
  if (isOfMysql) return MysqlClient
  return PostgresClient
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
