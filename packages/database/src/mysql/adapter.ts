import { connectionOptions, parseMysqlUrl } from '@larder/mysql'
import type { SqlDriverAdapterFactory } from '@prisma/driver-adapter-utils'
import type { Pool, PoolConfig } from 'mariadb'
import type { ClientOptions } from '../connections/client-options.js'
import type { Connections } from '../connections/connections.js'
import { repeatGivenUp } from '../connections/repeat-given-up.js'
import { LONGEST_TIMER } from '../connections/time-limits.js'
import { traceStatement } from '../trace-statement.js'
import { CheckingAdapters, type Guards } from './checking-adapter.js'
import { orderValues } from './order-values.js'
import { isPassing } from './passing-errors.js'
import { isReadOnly } from './read-only-server.js'
import { leaveSilentServers } from './silent-server.js'

/**
 * Prisma's adapter for the driver of MariaDB, for MySQL too, with prepared statements. Before its
 * first statement it checks the server.
 *
 * @param onOpen told of the connections once there are some
 * @throws MYSQL_ERR_URL; the first statement throws what `checkServer` does
 */
export function mysqlAdapter(
  href: string,
  options: Required<ClientOptions>,
  onOpen: (connections: Connections) => void
): SqlDriverAdapterFactory {
  const { connectionTimeout, onConnectionLost } = options
  const url = parseMysqlUrl(href)
  const connection = connectionOptions(url)
  return new CheckingAdapters(
    { ...connection, ...poolOptions(options) },
    { database: url.database, onConnectionError: onConnectionLost },
    (pool, guards) => {
      leaveSilentServers(pool, connection, connectionTimeout)
      // A failure that nobody listens to would end the process.
      pool.on('connection', (connection) => connection.on('error', onConnectionLost))
      Reflect.apply(pool.on, pool, ['error', onConnectionLost])
      onOpen(connectionsOf(pool, options.poolSize, guards))
    }
  )
}

function poolOptions({
  poolSize,
  connectionTimeout,
  statementTimeout
}: Required<ClientOptions>): PoolOptions {
  return {
    connectionLimit: poolSize,
    // The pool opens them one after the other, always one before it is needed.
    minimumIdle: 1,
    // The driver never fails at once where no server is: it goes on trying for all of this time.
    acquireTimeout: connectionTimeout * 0.75,
    connectTimeout: connectionTimeout,
    // The pool tries twice a second for as long; then it would pause, up to ten seconds.
    initializationTimeout: LONGEST_TIMER,
    pingTimeout: connectionTimeout / 2,
    prepareCacheLength: PREPARED,
    initSql: [ISOLATION, timeouts(statementTimeout)]
  }
}

/** The driver's types lack one. */
interface PoolOptions extends PoolConfig {
  /** Milliseconds in which a connection that was idle has to answer before it is used. */
  pingTimeout: number
}

/** What PostgreSQL does. MySQL's own level lets a second reading in a transaction be stale. */
const ISOLATION = 'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED'

/**
 * Prepared statements of each connection. All connections of a server share its
 * max_prepared_stmt_count, 16,382: two instances of four workers with ten connections use 12,000.
 */
const PREPARED = 150

/**
 * MariaDB limits each statement, MySQL only those that read; both limit waits for locks, in whole
 * seconds. Each server takes the comment that is meant for it as a part of the statement.
 */
function timeouts(milliseconds: number): string {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000))
  const limits = `/*M!100100 , max_statement_time = ${milliseconds / 1000} */ /*!50708 , max_execution_time = ${milliseconds} */`
  return milliseconds === 0
    ? 'SET SESSION lock_wait_timeout = DEFAULT'
    : `SET SESSION lock_wait_timeout = ${seconds}, innodb_lock_wait_timeout = ${seconds} ${limits}`
}

function connectionsOf(pool: Pool, most: number, { check, leave }: Guards): Connections {
  return {
    most,
    figures: () => ({
      busy: pool.activeConnections(),
      idle: pool.idleConnections(),
      waiting: pool.taskQueueSize()
    }),
    async take() {
      const connection = await pool.getConnection()
      return () => void connection.release()
    },
    leave,
    async ask(statement, values) {
      await check()
      const { text: sql, insertIdAs } = statement.mysql
      const sent = orderValues(statement, values)
      const run = () => traceStatement('mysql', sql, () => pool.execute({ sql, ...NUMBERS }, sent))
      const answer = await repeatGivenUp(run, isPassing).catch((error) => {
        if (isReadOnly(error)) leave()
        throw error
      })
      if (Array.isArray(answer)) return answer
      return insertIdAs ? [{ [insertIdAs]: answer.insertId }] : []
    }
  }
}

const NUMBERS = { bigIntAsNumber: true, decimalAsNumber: true, insertIdAsNumber: true }
