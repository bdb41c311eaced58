import { hash } from 'node:crypto'
import type { SessionStore } from '@fastify/session'
import { type Database, isDatabaseAway, queryRows, statement, Timestamp } from '@larder/database'
import type { FastifyInstance, Session } from 'fastify'
import { Type } from 'typebox'
import { type Kept, mergeChanges } from './merge-changes.js'
import { parseSessionData } from './session-data.js'

/** Deletes what depends on sessions that have expired, given their ids as {@link currentSession} returns them. */
export type SessionsEndHook = (db: Database, sessionIds: string[]) => Promise<void>

export interface TimeOuts {
  idleTimeout: number
  /** Milliseconds after which a session ends, used or not. */
  absoluteTimeout: number
}

export interface StoredSession {
  /** That of its row. */
  id: string
  /** When the session began, in milliseconds since 1970. */
  begun: number
  data: string
}

/** Stores sessions under the hash of their id. Requests of one session merge their changes into its row. */
export function createStore(db: Database, timeOuts: TimeOuts): SessionStore {
  // A write at every request would cost more than the rest of the session.
  const touchAfter = Math.min(FIVE_MINUTES, timeOuts.idleTimeout / 4)
  return {
    async get(sessionId, callback) {
      // To the library the code ENOENT says that there is no such session: it is also that of a database whose Unix socket is
      // gone, and the visitor would be signed out.
      const tell: typeof callback = (error, found) =>
        callback(error && new Error('The session cannot be read', { cause: error }), found)
      await answer(tell, async () => {
        const id = hashId(sessionId)
        const [row] = await queryRows(db, FIND, [id, new Date()])
        const kept = row && parseSessionData(row.data)
        if (!kept) return null
        const stored: StoredSession = { id, begun: row.createdAt.getTime(), data: row.data }
        if (Date.now() - row.usedAt.getTime() > touchAfter)
          await touch(db, id, usedNow(stored.begun, timeOuts))
        // The library copies these keys into the session that it makes.
        return { ...kept, stored } as unknown as Session
      })
    },
    async set(sessionId, session, callback) {
      await answer(callback, async () => {
        const id = hashId(sessionId)
        // A session that ends during a request stays ended: a stored one is changed, never inserted again.
        session.stored = session.stored
          ? await change(db, timeOuts, id, session.stored, keptIn(session))
          : await begin(db, timeOuts, id, keptIn(session))
      })
    },
    async destroy(sessionId, callback) {
      const id = hashId(sessionId)
      // The library's own call. Whoever ends the session meanwhile, ends it.
      if (renewing.delete(id)) return callback()
      await answer(callback, () => db.session.deleteMany({ where: { id } }))
    }
  }
}

/** Rows that get another id, where the library deletes them and inserts others. */
const renewing = new Set<string>()

/** Has the library give a session another id, while its row stays: one that has ended meanwhile does not begin anew. */
export async function keepRow({ id }: StoredSession, regenerate: () => Promise<void>): Promise<void> {
  renewing.add(id)
  try {
    await regenerate()
  } finally {
    renewing.delete(id)
  }
}

/** While the database takes no writes a session is read, as pages are, and ends when it would have ended. */
async function touch(db: Database, id: string, used: ReturnType<typeof usedNow>): Promise<void> {
  try {
    await db.session.updateMany({ where: current(id), data: used })
  } catch (error) {
    if (!isDatabaseAway(error)) throw error
  }
}

async function begin(db: Database, timeOuts: TimeOuts, id: string, kept: Kept): Promise<StoredSession> {
  const begun = Date.now()
  const { data, userId } = columnsOf(kept)
  const { usedAt, expiresAt } = usedNow(begun, timeOuts)
  await queryRows(db, BEGIN, [id, data, userId, usedAt, expiresAt])
  return { id, begun, data }
}

/** Compare and swap: writes the row only if it is as it was read, else reads it again. A lost turn is another request's write. */
async function change(
  db: Database,
  timeOuts: TimeOuts,
  id: string,
  { id: storedAs, begun, data: before }: StoredSession,
  kept: Kept
): Promise<StoredSession> {
  const base = parseSessionData(before) ?? {}
  for (let present = before; ; ) {
    const merged = mergeChanges(base, kept, parseSessionData(present) ?? {})
    const written = columnsOf(merged)
    if (written.data === present && id === storedAs) return { id, begun, data: present }
    const { count } = await db.session.updateMany({
      where: { ...current(storedAs), data: present },
      data: { id, ...written, ...usedNow(begun, timeOuts) }
    })
    if (count > 0) return { id, begun, data: written.data }
    const row = await db.session.findUnique({ where: current(storedAs), select: { data: true } })
    if (!row) return { id, begun, data: before }
    present = row.data
  }
}

function usedNow(
  begun: number,
  { idleTimeout, absoluteTimeout }: TimeOuts
): { usedAt: Date; expiresAt: Date } {
  const now = Date.now()
  return {
    usedAt: new Date(now),
    expiresAt: new Date(Math.min(now + idleTimeout, begun + absoluteTimeout))
  }
}

/** The session's own keys, as they come back from JSON. The cookie's expiry is a column. */
function keptIn({ stored, cookie, ...kept }: Session): Kept {
  return JSON.parse(JSON.stringify(kept))
}

function columnsOf(kept: Kept): { data: string; userId: number | null } {
  return { data: JSON.stringify(kept), userId: idOf(kept.user) }
}

function idOf(user: unknown): number | null {
  return typeof user === 'object' && user && 'id' in user && typeof user.id === 'number' ? user.id : null
}

function current(id: string): { id: string; expiresAt: { gt: Date } } {
  return { id, expiresAt: { gt: new Date() } }
}

const FIND = statement(
  Type.Object({ data: Type.String(), createdAt: Timestamp, usedAt: Timestamp }),
  `SELECT data, created_at AS "createdAt", used_at AS "usedAt" FROM sessions WHERE id = $1 AND expires_at > $2`
)

const BEGIN = statement(
  Type.Never(),
  `INSERT INTO sessions (id, data, user_id, created_at, used_at, expires_at)
   VALUES ($1, $2, $3, $4, $4, $5)`
)

export function hashId(sessionId: string): string {
  return hash('sha256', sessionId, 'base64url')
}

const FIVE_MINUTES = 5 * 60_000

/** Deletes expired sessions, after the hooks of `app.onSessionsEnd`, and expired rate limits, in batches. */
export async function deleteExpiredSessions(app: FastifyInstance, signal?: AbortSignal): Promise<void> {
  while ((await deleteBatch(app)) === BATCH && !signal?.aborted);
  if (signal?.aborted) return
  const where = { expiresAt: { lt: new Date() } }
  while ((await app.db.rateLimit.deleteMany({ where, limit: BATCH })).count === BATCH && !signal?.aborted);
}

/** An expired session cannot be prolonged meanwhile. */
function deleteBatch({ db, sessionSettings }: FastifyInstance): Promise<number> {
  return db.$transaction(async (tx) => {
    const where = { expiresAt: { lt: new Date() } }
    const sessions = await tx.session.findMany({ where, select: { id: true }, take: BATCH })
    const ids = sessions.map(({ id }) => id)
    for (const hook of sessionSettings.endHooks) await hook(tx, ids)
    await tx.session.deleteMany({ where: { id: { in: ids } } })
    return ids.length
  })
}

const BATCH = 1_000

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
