import pg, { type Pool, type PoolClient } from 'pg'

/**
 * Makes queries fail soon when the server hangs, however long a statement may take. If no
 * connection receives anything for half of `patience`, a further connection is tried for the other
 * half. If that is silent too, all connections are given up.
 *
 * @param patience milliseconds
 */
export function leaveSilentServers(pool: Pool, patience: number): void {
  const clients = new Set<PoolClient>()
  let busy = 0
  let timer: NodeJS.Timeout | undefined
  let silence = 0
  pool.on('connect', (client) => {
    clients.add(client)
    client.connection.stream.on('data', () => {
      silence = 0
    })
    timer ??= setInterval(listen, patience / 2 / TICKS).unref()
  })
  pool.on('acquire', () => {
    busy += 1
  })
  pool.on('release', () => {
    busy -= 1
  })
  pool.on('remove', (client) => {
    clients.delete(client)
    if (clients.size > 0) return
    clearInterval(timer)
    timer = undefined
  })

  async function listen(): Promise<void> {
    silence = busy > 0 ? silence + 1 : 0
    // The count goes on while the further connection is tried.
    if (silence !== TICKS) return
    if (await answers(pool, patience / 2)) silence = 0
    if (silence < TICKS) return
    for (const { connection } of clients) {
      connection.stream.destroy(new Error(`Connection terminated: the server was silent for ${patience} ms`))
    }
  }
}

/**
 * Checks in half of the patience. Several, so that a process that was suspended does not blame the
 * server.
 */
const TICKS = 4

/** Whether the server accepts a connection, or says why not. */
async function answers(pool: Pool, patience: number): Promise<boolean> {
  const client = new pg.Client({ ...pool.options, connectionTimeoutMillis: patience })
  client.on('error', () => {})
  try {
    await client.connect()
    return true
  } catch (error) {
    return error instanceof pg.DatabaseError
  } finally {
    void client.end().catch(() => {})
  }
}
