import type { Pool, PoolClient } from 'pg'

/**
 * Makes a pool leave a server that takes no writes: after a failover, connections may still lead to
 * the former primary while the address leads to the new one. When a server refuses a write, idle
 * connections are closed, busy ones when they are released.
 *
 * @returns a function that makes the pool leave at once
 */
export function leaveReadOnlyServers(pool: Pool): () => void {
  const opened = new WeakMap<PoolClient, number>()
  let left = Number.NEGATIVE_INFINITY
  pool.on('connect', (client) => {
    opened.set(client, performance.now())
    client.connection.on('errorMessage', ({ code }: { code?: string }) => {
      if (code !== READ_ONLY) return
      opened.delete(client)
      leave()
    })
  })
  pool.on('release', (_error, client) => {
    // The pool drops a connection that is ending.
    if ((opened.get(client) ?? Number.NEGATIVE_INFINITY) < left) void client.end()
  })
  return leave

  function leave(): void {
    // A single server is not left again at every failing write.
    if (performance.now() - left < PAUSE) return
    left = performance.now()
    for (let idle = pool.idleCount; idle > 0; idle--) {
      pool.connect().then(
        (client) => client.release(true),
        () => {}
      )
    }
  }
}

/** PostgreSQL's read_only_sql_transaction. */
const READ_ONLY = '25006'
/** Milliseconds. */
const PAUSE = 1_000
