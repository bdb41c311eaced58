import type { Role } from '@larder/database'
import type { FastifyReply, FastifyRequest } from 'fastify'

export interface SessionUser {
  id: number
  name: string
  role: Role
}

export type SignInHook = (request: FastifyRequest, user: SessionUser) => Promise<void>

/**
 * Makes `user` the one signed in. The session gets a new id, so that one known to somebody else is worth nothing
 * (OWASP ASVS 5, 7.2.4); of the guest's session only what the hooks take over is kept. When it resolves, the session is in the
 * database.
 */
export async function signIn(request: FastifyRequest, user: SessionUser): Promise<void> {
  for (const hook of request.server.sessionSettings.signInHooks) await hook(request, user)
  request.session.user = user
  request.session.userAgent = request.headers['user-agent']?.slice(0, 255)
  // The new one is in the database now, with its user: whoever ends that user's sessions from here on ends this one too.
  try {
    await request.session.regenerate(['user', 'userAgent'])
  } catch (error) {
    request.session.user = undefined
    throw error
  }
}

/** Ends the session, here and in the database. */
export async function signOut(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  await request.session.destroy()
  const { cookieName, attributes } = request.server.sessionSettings
  reply.clearCookie(cookieName, attributes)
}
