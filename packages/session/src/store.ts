import { createHash } from 'node:crypto'
import type { SessionStore } from '@fastify/session'
import { type Database, queryRows, statement } from '@larder/database'
import type { Session } from 'fastify'
import { Type } from 'typebox'
import { type Kept, mergeChanges } from './merge-changes.js'

export interface TimeOuts {
  /** Milliseconds after which a session that is not used ends. */
  idleTimeout: number
  /** Milliseconds after which a session ends, used or not. */
  absoluteTimeout: number
}

/** A session's row as a request has read or written it. */
export interface StoredSession {
  /** When the session began, in milliseconds. */
  begun: number
  /** What it keeps, as JSON. */
  data: string
}

/**
 * Keeps sessions in the table `sessions`, each under the hash of its id. A request writes what it has changed into the row as
 * it is then, so that two requests of one session both keep their changes.
 */
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
        if (Date.now() - used > touchAfter)
          await db.session.updateMany({ where: current(id), data: usedNow(begun) })
        return { ...JSON.parse(data), stored: { begun, data } }
      })
    },
    async set(sessionId, session, callback) {
      await answer(callback, async () => {
        const id = hashId(sessionId)
        // One that is ended while a request runs stays ended: what the request still writes makes none anew.
        session.stored = session.stored
          ? await change(id, session.stored, keptIn(session))
          : await begin(id, keptIn(session))
      })
    },
    async destroy(sessionId, callback) {
      await answer(callback, () => db.session.deleteMany({ where: { id: hashId(sessionId) } }))
    }
  }

  async function begin(id: string, kept: Kept): Promise<StoredSession> {
    const begun = Date.now()
    const { data, userId } = columnsOf(kept)
    const { usedAt, expiresAt } = usedNow(begun)
    await queryRows(db, BEGIN, [id, data, userId, usedAt, expiresAt])
    return { begun, data }
  }

  /** Compares and swaps: the row is written only as it was read, else read again. Each turn lost is another's write. */
  async function change(
    id: string,
    { begun, data: before }: StoredSession,
    kept: Kept
  ): Promise<StoredSession> {
    for (let present = before; ; ) {
      const merged = mergeChanges(JSON.parse(before), kept, JSON.parse(present))
      const written = columnsOf(merged)
      if (written.data === present) return { begun, data: present }
      const { count } = await db.session.updateMany({
        where: { ...current(id), data: present },
        data: { ...written, ...usedNow(begun) }
      })
      if (count > 0) return { begun, data: written.data }
      const row = await db.session.findUnique({ where: current(id), select: { data: true } })
      if (!row) return { begun, data: before }
      present = row.data
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

/** Those of a session's keys that are kept, as they come back from JSON. The table knows when the cookie's time is over. */
function keptIn({ stored, cookie, ...kept }: Session): Kept {
  return JSON.parse(JSON.stringify(kept))
}

function columnsOf(kept: Kept): { data: string; userId: number | null } {
  return { data: JSON.stringify(kept), userId: idOf(kept.user) }
}

function idOf(user: unknown): number | null {
  return typeof user === 'object' && user && 'id' in user && typeof user.id === 'number' ? user.id : null
}

/** A session that is over is found by nobody, and cannot be used again. */
function current(id: string): { id: string; expiresAt: { gt: Date } } {
  return { id, expiresAt: { gt: new Date() } }
}

const FIND = statement(
  Type.Object({ data: Type.String(), begun: Type.Number(), used: Type.Number() }),
  `SELECT data, EXTRACT(EPOCH FROM created_at)::float8 * 1000 AS begun, EXTRACT(EPOCH FROM used_at)::float8 * 1000 AS used
   FROM sessions WHERE id = $1 AND expires_at > $2::timestamp`
)

const BEGIN = statement(
  Type.Never(),
  `INSERT INTO sessions (id, data, user_id, created_at, used_at, expires_at)
   VALUES ($1, $2, $3::int, $4::timestamp, $4::timestamp, $5::timestamp)`
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
