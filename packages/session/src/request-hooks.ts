import type { FastifyReply, FastifyRequest } from 'fastify'
import { userOf } from './session-user.js'

/** Runs before the session is looked up: an answer that is the same for everybody needs none, and no query. */
export async function forgoSession(request: FastifyRequest): Promise<void> {
  if (request.routeOptions.config.impersonal) forgetCookie(request)
}

/** Drops the cookie of a session that does not exist, which would cost a query at every visit. */
export async function findStaleCookie(request: FastifyRequest): Promise<void> {
  const sent = request.cookies[request.server.sessionSettings.cookieName]
  if (sent !== undefined && sent !== request.session.sessionId) dropCookie(request)
}

export function dropCookie(request: FastifyRequest): void {
  if (request.cookies[request.server.sessionSettings.cookieName] === undefined) return
  forgetCookie(request)
  dropped.add(request)
}

/** Browsers ignore a cleared `__Host-` cookie without `Secure` (RFC 6265bis, 4.1.3.2), as the library sends it. */
export async function clearDroppedCookie(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (!dropped.has(request) || request.session.isSaved()) return
  const { cookieName, attributes } = request.server.sessionSettings
  reply.clearCookie(cookieName, attributes)
}

/**
 * Leaves out the cookie that the browser sent, which the library sets again at every change. It
 * might arrive after that of a log-in at the same moment, and sign the visitor out.
 */
export async function sendCookieOnce({ cookies, session, server }: FastifyRequest, reply: FastifyReply) {
  const { cookieName } = server.sessionSettings
  if (!session?.isSaved() || cookies[cookieName] !== session.sessionId) return
  const set = [reply.getHeader('set-cookie') ?? []].flat().map(String)
  reply.removeHeader('set-cookie')
  const others = set.filter((line) => !line.startsWith(`${cookieName}=`))
  if (others.length > 0) reply.header('set-cookie', others)
}

const dropped = new WeakSet<FastifyRequest>()

/** Gives the request an empty session, which is saved once it keeps something. It costs no query. */
export function beginSession(request: FastifyRequest): void {
  request.server.decryptSession('', request, () => {})
}

/**
 * Keeps a failed request from saving its session, which might fail again under the error page.
 * @fastify/session skips a session without a cookie value; a store that skipped it would be too late
 * to keep the library from setting a cookie.
 */
export async function leaveSession(request: FastifyRequest): Promise<void> {
  if (!request.session?.sessionId) beginSession(request)
  Object.defineProperty(request.session, 'encryptedSessionId', { value: '' })
}

/** Pages show the user's name: keep them out of the cache for the next person at this browser (OWASP ASVS 5.0, 14.3.2). */
export async function forbidStoring(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (userOf(request)) reply.header('cache-control', 'no-store')
}

function forgetCookie({ cookies, server }: FastifyRequest): void {
  cookies[server.sessionSettings.cookieName] = undefined
}
