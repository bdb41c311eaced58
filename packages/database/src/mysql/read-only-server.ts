import type { Connection, Pool } from 'mariadb'

/**
 * Makes what a pool leaves a server with that takes no writes: after a failover, connections may
 * still lead to the former primary while the address leads to the new one. Idle connections are
 * closed, busy ones when they are released.
 */
export function leaveReadOnlyServers(pool: Pool): () => void {
  const open = new Set<Connection>()
  pool.on('connection', (connection) => {
    open.add(connection)
    connection.on('end', () => open.delete(connection))
    connection.on('error', () => open.delete(connection))
  })
  return () => {
    for (let idle = pool.idleConnections(); idle > 0; idle--) {
      pool.getConnection().then(
        (connection) => connection.destroy(),
        () => {}
      )
    }
    // The pool drops a connection that is not valid when it comes back.
    for (const connection of open) connection.isValid = () => false
    open.clear()
  }
}

/** Whether a server refused a write because it takes none, by the driver's error. */
export function isReadOnly(error: unknown): boolean {
  return error instanceof Error && 'errno' in error && READ_ONLY.has(Number(error.errno))
}

/** ER_OPTION_PREVENTS_STATEMENT, ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION, ER_READ_ONLY_MODE */
export const READ_ONLY = new Set([1290, 1792, 1836])
