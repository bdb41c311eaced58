import type { Database } from '@larder/database'
import type { FastifyRequest } from 'fastify'
import { hashId } from './store.js'

/** One of the places where a user is signed in. */
export interface OpenSession {
  /** What {@link endSession} knows it by. It is of no use as a cookie. */
  id: string
  /** The `User-Agent` that signed in. */
  userAgent: string | undefined
  /** The address that signed in; undefined or empty where it had none, as by a Unix socket. */
  address: string | undefined
  begunAt: Date
  /** To within five minutes. */
  usedAt: Date
}

/** Where a user is signed in, the last used first. */
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

/** Ends one of a user's sessions; false where the user has no such session. */
export async function endSession(db: Database, userId: number, id: string): Promise<boolean> {
  const { count } = await db.session.deleteMany({ where: { id, userId } })
  return count > 0
}

/** Ends all of a user's sessions but `kept`, which {@link currentSession} gives. @returns how many */
export async function endOtherSessions(db: Database, userId: number, kept: string): Promise<number> {
  const { count } = await db.session.deleteMany({ where: { userId, id: { not: kept } } })
  return count
}

/** Ends all of a user's sessions, on every device. @returns how many */
export async function signOutEverywhere(db: Database, userId: number): Promise<number> {
  const { count } = await db.session.deleteMany({ where: { userId } })
  return count
}

/** The session of this request, as {@link listSessions} names it. */
export function currentSession(request: FastifyRequest): string {
  return hashId(request.session.sessionId)
}

function readClient(data: string): Pick<OpenSession, 'userAgent' | 'address'> {
  const { userAgent, address }: { userAgent?: unknown; address?: unknown } = JSON.parse(data)
  const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined)
  return { userAgent: textOf(userAgent), address: textOf(address) }
}
