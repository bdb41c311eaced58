import type { Role } from '@larder/database'
import type { FastifyRequest } from 'fastify'
import { beginSession, dropCookie } from './request-hooks.js'
import { cameByProxy } from './same-origin.js'

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
  warnOfPlainHttp(request)
  for (const hook of request.server.sessionSettings.signInHooks) await hook(request, user)
  request.session.user = user
  request.session.userAgent = request.headers['user-agent']?.slice(0, 255)
  request.session.address = request.ip
  // The new one is in the database now, with its user: whoever ends that user's sessions from here on ends this one too.
  try {
    await request.session.regenerate(['user', 'userAgent', 'address'])
  } catch (error) {
    request.session.user = undefined
    throw error
  }
}

function warnOfPlainHttp(request: FastifyRequest): void {
  const { secure } = request.server.sessionSettings.attributes
  if (!secure || request.protocol === 'https' || cameByProxy(request)) return
  request.log.warn(
    `A log-in came by plain HTTP from ${request.ip}, which is no trusted proxy: a browser does not keep its secure cookie.`
  )
}

/** Ends the session, here and in the database. What is kept after it begins another. */
export async function signOut(request: FastifyRequest): Promise<void> {
  if (request.session.stored) await request.session.destroy()
  dropCookie(request)
  beginSession(request)
}
