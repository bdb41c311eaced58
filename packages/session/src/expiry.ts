import type { Database } from '@larder/database'

/** Deletes the sessions, and the counts of hits, whose time is over. Nobody gets them, but nobody else deletes them. */
export async function deleteExpiredSessions(db: Database): Promise<void> {
  const where = { expiresAt: { lt: new Date() } }
  await db.session.deleteMany({ where })
  await db.rateLimit.deleteMany({ where })
}
