import type { Database } from '@larder/database'
import type { FastifyRequest } from 'fastify'
import { parseSessionData } from './session-data.js'
import { hashId } from './store.js'

export interface OpenSession {
  /** The id for {@link endSession}. It is useless as a cookie. */
  id: string
  userAgent: string | undefined
  /** The address at sign-in; undefined or empty over a Unix socket. */
  address: string | undefined
  begunAt: Date
  /** True to five minutes. */
  usedAt: Date
}

/** The open sessions of a user, the last used first. */
export async function listSessions(db: Database, userId: number): Promise<OpenSession[]> {
  const rows = await db.session.findMany({
    where: { userId, expiresAt: { gt: new Date() } },
    select: { id: true, data: true, createdAt: true, usedAt: true },
    orderBy: [{ usedAt: 'desc' }, { createdAt: 'desc' }]
  })
  return rows.map(({ id, data, createdAt, usedAt }) => ({
    id,
    ...readClient(data),
    begunAt: createdAt,
    usedAt
  }))
}

/** Ends one of a user's sessions. @returns false if the user has no such session */
export async function endSession(db: Database, userId: number, id: string): Promise<boolean> {
  const { count } = await db.session.deleteMany({ where: { id, userId } })
  return count > 0
}

/** Ends all of a user's sessions except `kept`, an id of {@link currentSession}. @returns how many ended */
export async function endOtherSessions(db: Database, userId: number, kept: string): Promise<number> {
  const { count } = await db.session.deleteMany({ where: { userId, id: { not: kept } } })
  return count
}

/** Ends all of a user's sessions, on every device. @returns how many ended */
export async function signOutEverywhere(db: Database, userId: number): Promise<number> {
  const { count } = await db.session.deleteMany({ where: { userId } })
  return count
}

/** The id of this request's session, as in {@link listSessions}. */
export function currentSession(request: FastifyRequest): string {
  return hashId(request.session.sessionId)
}

function readClient(data: string): Pick<OpenSession, 'userAgent' | 'address'> {
  const { userAgent, address } = parseSessionData(data) ?? {}
  return { userAgent, address }
}
