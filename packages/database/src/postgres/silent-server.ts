import pg, { type Pool, type PoolClient } from 'pg'
import { SilenceWatch } from '../connections/silence-watch.js'

/**
 * Has a pool give up its connections when the server hangs: see {@link SilenceWatch}.
 *
 * @param patience milliseconds
 */
export function leaveSilentServers(pool: Pool, patience: number): void {
  const clients = new Set<PoolClient>()
  let busy = 0
  const watch = new SilenceWatch(
    {
      isBusy: () => busy > 0,
      answers: (milliseconds) => answers(pool, milliseconds),
      giveUp(error) {
        for (const { connection } of clients) connection.stream.destroy(error)
      }
    },
    patience
  )
  pool.on('connect', (client) => {
    clients.add(client)
    client.connection.stream.on('data', () => watch.hear())
    watch.start()
  })
  pool.on('acquire', () => {
    busy += 1
  })
  pool.on('release', () => {
    busy -= 1
  })
  pool.on('remove', (client) => {
    clients.delete(client)
    if (clients.size === 0) watch.stop()
  })
}

/** Whether the server accepts a connection, or says why not. */
async function answers(pool: Pool, milliseconds: number): Promise<boolean> {
  const client = new pg.Client({ ...pool.options, connectionTimeoutMillis: milliseconds })
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
