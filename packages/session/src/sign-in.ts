import type { FastifyRequest } from 'fastify'
import { beginSession, dropCookie } from './request-hooks.js'
import { cameByProxy } from './same-origin.js'
import type { SessionUser } from './session-user.js'
import { keepRow } from './store.js'

export type SignInHook = (request: FastifyRequest, user: SessionUser) => Promise<void>

/**
 * Signs `user` in. The session gets a new id, so an id that an attacker planted is worthless (OWASP ASVS 5, 7.2.4). Of the
 * guest's session only what the hooks of `app.onSignIn` take over remains. The new session is stored when this resolves.
 */
export async function signIn(request: FastifyRequest, user: SessionUser): Promise<void> {
  warnOfPlainHttp(request)
  for (const hook of request.server.sessionSettings.signInHooks) await hook(request, user)
  request.session.user = user
  request.session.userAgent = request.headers['user-agent']?.slice(0, 255)
  request.session.address = request.ip
  // Stored with its user at once: a change of password or role from here on ends this session too.
  try {
    await request.session.regenerate(['user', 'userAgent', 'address'])
  } catch (error) {
    request.session.user = undefined
    throw error
  }
}

/**
 * Gives the session another id and keeps the rest, also the time when it ends, once its user has proved more (OWASP ASVS 5,
 * 7.2.4). It is stored when this resolves. One that was ended meanwhile stays ended, from the next request on.
 */
export async function renewSession({ session }: FastifyRequest): Promise<void> {
  const kept = Object.keys(session).filter((key) => key !== 'cookie')
  const regenerate = () => session.regenerate(kept)
  await (session.stored ? keepRow(session.stored, regenerate) : regenerate())
}

function warnOfPlainHttp(request: FastifyRequest): void {
  const { secure } = request.server.sessionSettings.attributes
  if (!secure || request.protocol === 'https' || cameByProxy(request)) return
  request.log.warn(
    `A log-in came by plain HTTP from ${request.ip}, which is no trusted proxy: a browser does not keep its secure cookie.`
  )
}

/** Ends the session, here and in the database. Anything kept afterwards begins another. */
export async function signOut(request: FastifyRequest): Promise<void> {
  if (request.session.stored) await request.session.destroy()
  dropCookie(request)
  beginSession(request)
}
