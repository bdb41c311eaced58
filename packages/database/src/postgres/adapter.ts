import type { SqlDriverAdapterFactory } from '@prisma/driver-adapter-utils'
import pg, { type CustomTypesConfig } from 'pg'
import type { ClientOptions } from '../connections/client-options.js'
import type { Connections } from '../connections/connections.js'
import { within } from '../connections/time-limits.js'
import { schemaOf, withExactSslmode } from '../database-url.js'
import type { Value } from '../statement.js'
import { traceStatement } from '../trace-statement.js'
import { takeFirstFree } from './first-free-connection.js'
import { checkParameters, checkSchema, ExplainingClient } from './pooler.js'
import { leaveReadOnlyServers } from './read-only-server.js'
import { leaveSilentServers } from './silent-server.js'
import { ReplanningAdapter, STALE_PLAN } from './stale-plans.js'
import { StatementNames } from './statement-names.js'

/**
 * Prisma's adapter for node-postgres, with prepared statements.
 *
 * @param onOpen told of the connections once there are some
 */
export function postgresAdapter(
  url: string,
  options: Required<ClientOptions>,
  onOpen: (connections: Connections) => void
): SqlDriverAdapterFactory {
  const { poolSize, connectionTimeout, statementTimeout, pooler } = options
  const onConnectionLost = withoutClient(options.onConnectionLost)
  const schema = schemaOf(url)
  const check = pooler ? checkSchema : checkParameters
  const session = { statementTimeout, schema }
  const names = new StatementNames(pooler ? 0 : undefined)
  return new ReplanningAdapter(
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
      onOpen(connectionsOf(pool, names))
    }
  )
}

function connectionsOf(pool: pg.Pool, names: StatementNames): Connections {
  const run = async (text: string, values: unknown[], name: string) => {
    const query = { name, text, values, types }
    const { rows } = await traceStatement('postgresql', text, () => pool.query(query))
    return rows
  }
  return {
    most: pool.options.max,
    figures() {
      const { totalCount, idleCount: idle, waitingCount: waiting } = pool
      return { busy: totalCount - idle, idle, waiting }
    },
    async take() {
      const connection = await pool.connect()
      return () => connection.release()
    },
    leave: leaveReadOnlyServers(pool),
    async ask({ text }, values) {
      const sent = values.map(asSent)
      const name = names.nameOf(text)
      try {
        return await run(text, sent, name)
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === STALE_PLAN)) throw error
        names.renewAfter(text, name)
        return run(text, sent, names.nameOf(text))
      }
    }
  }
}

/** A value as PostgreSQL takes it: node-postgres would write a time in this machine's zone. */
export function asSent(value: Value): Exclude<Value, Date> {
  return value instanceof Date ? value.toISOString() : value
}

// It would read a time so, too.
const types: CustomTypesConfig = {
  getTypeParser: (type, format) =>
    type === pg.types.builtins.TIMESTAMP && format !== 'binary'
      ? (text: string) => new Date(`${text.replace(' ', 'T')}Z`)
      : pg.types.getTypeParser(type, format)
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
