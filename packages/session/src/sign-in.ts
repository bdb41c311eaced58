import type { Database } from '@larder/database'
import type { FastifyReply, FastifyRequest } from 'fastify'

export interface SessionUser {
  id: number
  name: string
}

export type SignInHook = (request: FastifyRequest, user: SessionUser) => Promise<void>

/**
 * Makes `user` the one signed in. The session gets a new id, so that one known to somebody else is worth nothing
 * (OWASP ASVS 5, 7.2.4); of the guest's session only what the hooks take over is kept.
 */
export async function signIn(request: FastifyRequest, user: SessionUser): Promise<void> {
  for (const hook of request.server.sessionSettings.signInHooks) await hook(request, user)
  await request.session.regenerate()
  request.session.user = user
}

/** Ends the session, here and in the database. */
export async function signOut(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  await request.session.destroy()
  const { cookieName, attributes } = request.server.sessionSettings
  reply.clearCookie(cookieName, attributes)
}

/** Ends all of a user's sessions, on every device. */
export async function signOutEverywhere(db: Database, userId: number): Promise<void> {
  await db.session.deleteMany({ where: { userId } })
}
