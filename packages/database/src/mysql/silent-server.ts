import { Socket } from 'node:net'
import type { Connection, ConnectionConfig, Pool } from 'mariadb'
import { SilenceWatch } from '../connections/silence-watch.js'

/**
 * Has a pool give up its connections when the server hangs: see {@link SilenceWatch}.
 *
 * @param options those of its connections
 * @param patience milliseconds
 */
export function leaveSilentServers(pool: Pool, options: ConnectionConfig, patience: number): void {
  const sockets = new Set<Socket>()
  const watch = new SilenceWatch(
    {
      isBusy: () => pool.activeConnections() > 0,
      answers: (milliseconds) => answers({ ...options, connectTimeout: milliseconds }),
      giveUp(error) {
        for (const socket of sockets) socket.destroy(error)
      }
    },
    patience
  )
  pool.on('connection', (connection) => {
    const socket = socketOf(connection)
    if (!socket) return
    sockets.add(socket)
    socket.on('data', () => watch.hear())
    socket.on('close', () => {
      sockets.delete(socket)
      if (sockets.size === 0) watch.stop()
    })
    watch.start()
  })
}

/** The driver does not document it. A test tells where it is gone. */
function socketOf(connection: Connection): Socket | undefined {
  const socket: unknown = Reflect.get(connection, 'socket')
  return socket instanceof Socket ? socket : undefined
}

/** Whether the server accepts a connection, or says why not. */
async function answers(options: ConnectionConfig): Promise<boolean> {
  const { default: mariadb } = await import('mariadb')
  try {
    const connection = await mariadb.createConnection(options)
    connection.on('error', () => {})
    connection.destroy()
    return true
  } catch (error) {
    return error instanceof mariadb.SqlError && error.errno < FIRST_OF_DRIVER
  }
}

/** The driver's own errors begin here; those of servers are below. */
const FIRST_OF_DRIVER = 45_000
