import type { Database } from '@larder/database'
import type { FastifyInstance } from 'fastify'

/** Deletes what hangs on sessions that have ended; it is given their ids as {@link currentSession} has them. */
export type SessionsEndHook = (db: Database, sessionIds: string[]) => Promise<void>

/** Deletes the sessions, with what the hooks say, and the counts of hits, whose time is over. */
export async function deleteExpiredSessions(app: FastifyInstance): Promise<void> {
  while ((await deleteSome(app)) === AT_ONCE);
  const where = { expiresAt: { lt: new Date() } }
  while ((await app.db.rateLimit.deleteMany({ where, limit: AT_ONCE })).count === AT_ONCE);
}

function deleteSome({ db, sessionSettings }: FastifyInstance): Promise<number> {
  return db.$transaction(async (tx) => {
    // None of them can be used, and so be prolonged, meanwhile.
    const where = { expiresAt: { lt: new Date() } }
    const sessions = await tx.session.findMany({ where, select: { id: true }, take: AT_ONCE })
    const ids = sessions.map(({ id }) => id)
    for (const hook of sessionSettings.endHooks) await hook(tx, ids)
    await tx.session.deleteMany({ where: { id: { in: ids } } })
    return ids.length
  })
}

/** So few that no statement takes long, however many a stranger has made. */
const AT_ONCE = 1_000
