import { createHash } from 'node:crypto'
import type { SessionStore } from '@fastify/session'
import type { PrismaClient } from '@larder/database'

export interface TimeOuts {
  /** Milliseconds after which a session that is not used ends. */
  idleTimeout: number
  /** Milliseconds after which a session ends, used or not. */
  absoluteTimeout: number
}

/** Keeps sessions in the table `sessions`, each under the hash of its id. */
export function createStore(db: PrismaClient, { idleTimeout, absoluteTimeout }: TimeOuts): SessionStore {
  // A write for every request would cost more than all else that a session costs.
  const touchAfter = Math.min(FIVE_MINUTES, idleTimeout / 4)
  return {
    async get(sessionId, callback) {
      await answer(callback, async () => {
        const id = hashId(sessionId)
        const row = await db.session.findUnique({
          where: { id, expiresAt: { gt: new Date() } },
          select: { data: true, createdAt: true, usedAt: true }
        })
        if (!row) return null
        const begun = row.createdAt.getTime()
        if (Date.now() - row.usedAt.getTime() > touchAfter) {
          await db.session.updateMany({ where: { id }, data: usedNow(begun) })
        }
        return { ...JSON.parse(row.data), begun }
      })
    },
    async set(sessionId, session, callback) {
      await answer(callback, async () => {
        const { begun, ...kept } = session
        const row = {
          data: JSON.stringify(kept),
          userId: session.user?.id ?? null,
          ...usedNow(begun ?? Date.now())
        }
        const id = hashId(sessionId)
        // One that was ended while this request ran stays ended.
        if (begun) await db.session.updateMany({ where: { id }, data: row })
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
      await answer(callback, () => db.session.deleteMany({ where: { id: hashId(sessionId) } }))
    }
  }

  function usedNow(begun: number): { usedAt: Date; expiresAt: Date } {
    const now = Date.now()
    return {
      usedAt: new Date(now),
      expiresAt: new Date(Math.min(now + idleTimeout, begun + absoluteTimeout))
    }
  }
}

/** What the table knows a session by. */
export function hashId(sessionId: string): string {
  return createHash('sha256').update(sessionId).digest('base64url')
}

const FIVE_MINUTES = 5 * 60_000

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
