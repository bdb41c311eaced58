import { setTimeout as delay } from 'node:timers/promises'
import { connectionsOf } from './client.js'
import { isDatabaseAway } from './database-away.js'
import type { PrismaClient } from './generated/client.js'

/**
 * Opens connections before they are needed, one after the other: a process that opens its first while others wait for it
 * makes visitors wait.
 *
 * @param patience milliseconds that a database may take that answers slowly, or not at all
 * @throws what keeps the next one from being opened, see {@link isDatabaseAway}; those that are open stay
 */
export async function openConnections(db: PrismaClient, count: number, patience: number): Promise<void> {
  const pool = (await connectionsOf(db))?.pool
  if (!pool) return
  const late = performance.now() + patience
  const open: { release(): void }[] = []
  try {
    while (open.length < Math.min(count, pool.options.max)) {
      try {
        open.push(await pool.connect())
      } catch (error) {
        if (!isDatabaseAway(error) || performance.now() > late) throw error
        await delay(PAUSE)
      }
    }
  } finally {
    for (const connection of open) connection.release()
  }
}

/** Milliseconds between two attempts. */
const PAUSE = 100
