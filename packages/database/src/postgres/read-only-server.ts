import type { Pool, PoolClient } from 'pg'
import { ExplainingClient } from './pooler.js'

/**
 * Makes a pool leave a server that takes no writes: after a failover, connections may still lead to
 * the former primary while the address leads to the new one. When a server refuses a write, idle
 * connections are closed, busy ones when they are released.
 *
 * @returns a function that makes the pool leave at once
 */
export function leaveReadOnlyServers(pool: Pool): () => void {
  const refused = new WeakSet<PoolClient>()
  let left = Number.NEGATIVE_INFINITY
  pool.on('connect', (client) => {
    client.connection.on('errorMessage', ({ code }: { code?: string }) => {
      if (code !== READ_ONLY) return
      refused.add(client)
      leave()
    })
  })
  pool.on('release', (_error, client) => {
    // One that was being opened when the server was left leads there, too.
    const isEarlier = client instanceof ExplainingClient && client.begun < left
    // The pool drops a connection that is ending.
    if (refused.has(client) || isEarlier) void client.end()
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
