import { connectionsOf, type PrismaClient } from './client.js'

/**
 * Opens connections before they are needed, one after the other, so that no visitor waits for a new
 * process.
 *
 * @param patience milliseconds allowed for a database that answers slowly, or not at all
 * @throws the error that keeps the next connection from being opened; opened ones stay
 */
export async function openConnections(db: PrismaClient, count: number, patience: number): Promise<void> {
  const connections = await connectionsOf(db)
  if (!connections) return
  const late = performance.now() + patience
  const taken: (() => void)[] = []
  try {
    while (taken.length < Math.min(count, connections.most)) {
      try {
        taken.push(await connections.take())
      } catch (error) {
        if (!isTimeout(error) || performance.now() > late) throw error
      }
    }
  } finally {
    for (const giveBack of taken) giveBack()
  }
}

/**
 * The connection is still being opened (see postgres/first-free-connection.ts). node-postgres has no
 * code for it.
 */
function isTimeout(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const isMariadb = 'code' in error && error.code === 'ER_GET_CONNECTION_TIMEOUT'
  return isMariadb || error.message === 'timeout exceeded when trying to connect'
}
