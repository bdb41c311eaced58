import { connectionsOf } from './client.js'
import type { PrismaClient } from './generated/client.js'

/**
 * Opens connections before they are needed, one after the other, so that no visitor waits for a new
 * process.
 *
 * @param patience milliseconds allowed for a database that answers slowly, or not at all
 * @throws the error that keeps the next connection from being opened; opened ones stay
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
        if (!isTimeout(error) || performance.now() > late) throw error
      }
    }
  } finally {
    for (const connection of open) connection.release()
  }
}

/**
 * node-postgres has no code for it. The connection is still being opened, see
 * first-free-connection.ts.
 */
function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.message === 'timeout exceeded when trying to connect'
}
