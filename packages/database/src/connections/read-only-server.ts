import type { Pool, PoolClient } from 'pg'

/**
 * Has a pool leave a server that takes no writes: after a failover a connection may still lead to the one that was the
 * primary, and the address already to another. Once a server has said so, the connections that are idle are closed, and
 * those at work when they are given back.
 *
 * @returns what makes it leave at once
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
    // The pool keeps none that is about to end.
    if ((opened.get(client) ?? Number.NEGATIVE_INFINITY) < left) void client.end()
  })
  return leave

  function leave(): void {
    // Where there is no other server, not with each write that fails.
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
