import type { Pool } from 'mariadb'

/** Closes the idle connections of a pool. After a failover the address may lead elsewhere. */
export function leave(pool: Pool): void {
  for (let idle = pool.idleConnections(); idle > 0; idle--) {
    pool.getConnection().then(
      (connection) => connection.destroy(),
      () => {}
    )
  }
}

/** Whether a server refused a write because it takes none, by the driver's error. */
export function isReadOnly(error: unknown): boolean {
  return error instanceof Error && 'errno' in error && READ_ONLY.has(Number(error.errno))
}

/** ER_OPTION_PREVENTS_STATEMENT, ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION, ER_READ_ONLY_MODE */
export const READ_ONLY = new Set([1290, 1792, 1836])
