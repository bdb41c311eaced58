import { randomBytes } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { SessionData } from '../session-data.js'
import { hashId } from '../store.js'

/** Starts a session that keeps this, past the routes. @returns its cookie, as `Set-Cookie` names it */
export async function startSession(app: FastifyInstance, kept: SessionData): Promise<string> {
  const { cookieName, absoluteTimeout } = app.sessionSettings
  const id = randomBytes(24).toString('base64url')
  const expiresAt = new Date(Date.now() + absoluteTimeout)
  const data = { id: hashId(id), data: JSON.stringify(kept), userId: kept.user?.id ?? null, expiresAt }
  await app.db.session.create({ data, select: { id: true } })
  return `${cookieName}=${id}; Path=/; HttpOnly; SameSite=Lax`
}
