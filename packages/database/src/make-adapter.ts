import { isMysqlUrl } from '@larder/mysql'
import type { SqlDriverAdapterFactory } from '@prisma/driver-adapter-utils'
import type { ClientOptions } from './connections/client-options.js'
import type { Connections } from './connections/connections.js'
import { checkUrl, connectTimeoutOf } from './database-url.js'
import { mysqlAdapter } from './mysql/adapter.js'
import { postgresAdapter } from './postgres/adapter.js'

/** What connects to a database, and the options that it has been given, with their defaults. */
export interface MadeAdapter {
  adapter: SqlDriverAdapterFactory
  settings: Required<ClientOptions>
}

/**
 * Makes what connects to the database at a URL. It opens nothing yet.
 *
 * @param onOpen told of the connections once there are some
 * @throws DATABASE_ERR_URL, MYSQL_ERR_URL where it is none
 */
export function makeAdapter(
  url: string,
  options: ClientOptions,
  onOpen: (connections: Connections) => void
): MadeAdapter {
  checkUrl(url)
  const make = isMysqlUrl(url) ? mysqlAdapter : postgresAdapter
  const settings = {
    poolSize: 10,
    statementTimeout: 10_000,
    pooler: false,
    onConnectionLost: () => {},
    ...definedOf(options),
    connectionTimeout: connectTimeoutOf(url) ?? options.connectionTimeout ?? 2_000
  }
  return { adapter: make(url, settings, onOpen), settings }
}

function definedOf(options: ClientOptions): ClientOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}

/**
 * Works with connections alone, without a Prisma client: to make one takes longer than a few statements.
 *
 * @throws as {@link makeAdapter} does, and what the work throws
 */
export async function withConnections<Result>(
  url: string,
  options: ClientOptions,
  work: (connections: Connections) => Promise<Result>
): Promise<Result> {
  let connections!: Connections
  const { adapter } = makeAdapter(url, options, (opened) => {
    connections = opened
  })
  const connection = await adapter.connect()
  try {
    return await work(connections)
  } finally {
    await connection.dispose()
  }
}
