import type { Database } from '@larder/database'
import type { FastifyInstance } from 'fastify'

/** Deletes the sessions, and the counts of hits, whose time is over. Nobody gets them, but nobody else deletes them. */
export async function deleteExpiredSessions(db: Database): Promise<void> {
  const where = { expiresAt: { lt: new Date() } }
  await db.session.deleteMany({ where })
  await db.rateLimit.deleteMany({ where })
}

/** Deletes expired sessions every hour until the app closes; the first time at any moment of the first hour. */
export function deleteExpiredSessionsHourly(app: FastifyInstance): void {
  // Many instances that start together are not to work together.
  let timer = setTimeout(work, Math.random() * HOUR).unref()
  app.addHook('onClose', async () => clearTimeout(timer))

  async function work(): Promise<void> {
    timer = setTimeout(work, HOUR).unref()
    try {
      await deleteExpiredSessions(app.db)
    } catch (error) {
      app.log.warn(error, 'Expired sessions were not deleted.')
    }
  }
}

const HOUR = 60 * 60 * 1000
