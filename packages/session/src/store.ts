import { createHash } from 'node:crypto'
import type { SessionStore } from '@fastify/session'
import { type Database, queryRows, statement } from '@larder/database'
import { Type } from 'typebox'

export interface TimeOuts {
  /** Milliseconds after which a session that is not used ends. */
  idleTimeout: number
  /** Milliseconds after which a session ends, used or not. */
  absoluteTimeout: number
}

/** Keeps sessions in the table `sessions`, each under the hash of its id. */
export function createStore(db: Database, { idleTimeout, absoluteTimeout }: TimeOuts): SessionStore {
  // A write for every request would cost more than all else that a session costs.
  const touchAfter = Math.min(FIVE_MINUTES, idleTimeout / 4)
  return {
    async get(sessionId, callback) {
      await answer(callback, async () => {
        const id = hashId(sessionId)
        const [row] = await queryRows(db, FIND, [id, new Date()])
        if (!row) return null
        const { data, begun, used } = row
        if (Date.now() - used > touchAfter) {
          const { usedAt, expiresAt } = usedNow(begun)
          await db.session.updateMany({ where: { id }, data: { usedAt, expiresAt } })
        }
        return { ...JSON.parse(data), begun }
      })
    },
    async set(sessionId, session, callback) {
      await answer(callback, async () => {
        const { begun, ...kept } = session
        const now = Date.now()
        const { usedAt, expiresAt } = usedNow(begun ?? now)
        const values = [JSON.stringify(kept), session.user?.id ?? null, usedAt, expiresAt]
        await queryRows(db, begun ? CHANGE : WRITE, [hashId(sessionId), ...values])
        // One that is ended while a request runs stays ended: what the request still writes makes none anew.
        session.begun ??= now
      })
    },
    async destroy(sessionId, callback) {
      await answer(callback, () => db.session.deleteMany({ where: { id: hashId(sessionId) } }))
    }
  }

  function usedNow(begun: number): { usedAt: Date; expiresAt: Date } {
    const now = Date.now()
    const expiresAt = new Date(Math.min(now + idleTimeout, begun + absoluteTimeout))
    return { usedAt: new Date(now), expiresAt }
  }
}

const FIND = statement(
  Type.Object({ data: Type.String(), begun: Type.Number(), used: Type.Number() }),
  `SELECT data, EXTRACT(EPOCH FROM created_at)::float8 * 1000 AS begun, EXTRACT(EPOCH FROM used_at)::float8 * 1000 AS used
   FROM sessions WHERE id = $1 AND expires_at > $2::timestamp`
)
const CHANGE = statement(
  Type.Never(),
  'UPDATE sessions SET data = $2, user_id = $3::int, used_at = $4::timestamp, expires_at = $5::timestamp WHERE id = $1'
)
const WRITE = statement(
  Type.Never(),
  `INSERT INTO sessions (id, data, user_id, created_at, used_at, expires_at)
   VALUES ($1, $2, $3::int, $4::timestamp, $4::timestamp, $5::timestamp)
   ON CONFLICT (id) DO UPDATE SET data = EXCLUDED.data, user_id = EXCLUDED.user_id,
     used_at = EXCLUDED.used_at, expires_at = EXCLUDED.expires_at`
)

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
