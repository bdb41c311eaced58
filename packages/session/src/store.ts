import { createHash } from 'node:crypto'
import type { SessionStore } from '@fastify/session'
import type { PrismaClient } from '@larder/database'

/** Keeps sessions in the table `sessions`, each under the hash of its id. */
export function createStore(db: PrismaClient): SessionStore {
  return {
    async get(sessionId, callback) {
      await answer(callback, async () => {
        const row = await db.session.findUnique({
          where: { id: hash(sessionId), expiresAt: { gt: new Date() } },
          select: { data: true }
        })
        return row ? JSON.parse(row.data) : null
      })
    },
    async set(sessionId, session, callback) {
      await answer(callback, async () => {
        const row = {
          data: JSON.stringify({ ...session, stored: true }),
          userId: session.user?.id ?? null,
          expiresAt: session.cookie.expires ?? new Date(Date.now() + (session.cookie.maxAge ?? 0))
        }
        const id = hash(sessionId)
        // One that was ended while this request ran stays ended.
        if (session.stored) await db.session.updateMany({ where: { id }, data: row })
        else
          await db.session.upsert({
            where: { id },
            create: { id, ...row },
            update: row,
            select: { id: true }
          })
      })
    },
    async destroy(sessionId, callback) {
      await answer(callback, () => db.session.deleteMany({ where: { id: hash(sessionId) } }))
    }
  }
}

async function answer<Result>(
  callback: (error: unknown, result?: Result) => void,
  work: () => Promise<Result>
): Promise<void> {
  let result: Result
  try {
    result = await work()
  } catch (error) {
    callback(error)
    return
  }
  callback(null, result)
}

function hash(sessionId: string): string {
  return createHash('sha256').update(sessionId).digest('base64url')
}
