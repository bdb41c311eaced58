import type { FastifyReply, FastifyRequest } from 'fastify'

/** Before the session is looked for: an answer that is the same for everybody needs none, and asks nothing. */
export async function forgoSession(request: FastifyRequest): Promise<void> {
  if (request.routeOptions.config.impersonal) forgetCookie(request)
}

/** Notices the cookie of a session that is over or never was: it would cost a query at every visit. */
export async function findStaleCookie(request: FastifyRequest): Promise<void> {
  const sent = request.cookies[request.server.sessionSettings.cookieName]
  if (sent !== undefined && sent !== request.session.sessionId) dropCookie(request)
}

/** Has the browser forget the cookie that it sent, unless the answer gives it another. */
export function dropCookie(request: FastifyRequest): void {
  if (request.cookies[request.server.sessionSettings.cookieName] === undefined) return
  forgetCookie(request)
  dropped.add(request)
}

/**
 * Browsers clear a cookie with the prefix `__Host-` only if `Secure` is said again (RFC 6265bis, 4.1.3.2), which @fastify/session
 * does not; that it clears none by itself, the request has none any more.
 */
export async function clearDroppedCookie(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (!dropped.has(request) || request.session.isSaved()) return
  const { cookieName, attributes } = request.server.sessionSettings
  reply.clearCookie(cookieName, attributes)
}

const dropped = new WeakSet<FastifyRequest>()

/** Gives the request a session that is empty, and is saved once there is something to keep. It costs no query. */
export function beginSession(request: FastifyRequest): void {
  // What is no id gets a new session.
  request.server.decryptSession('', request, () => {})
}

/**
 * A request that fails leaves its session as it was: if saving is what failed, it would fail again under the error page,
 * and Fastify would answer with the error's own text. @fastify/session saves none whose cookie has no value.
 */
export async function leaveSession(request: FastifyRequest): Promise<void> {
  if (!request.session?.sessionId) beginSession(request)
  Object.defineProperty(request.session, 'encryptedSessionId', { value: '' })
}

/** Every page has the visitor's name on it: nobody else at this browser is to find it (OWASP ASVS 5.0, 14.3.2). */
export async function forbidStoring(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (request.user) reply.header('cache-control', 'no-store')
}

function forgetCookie({ cookies, server }: FastifyRequest): void {
  cookies[server.sessionSettings.cookieName] = undefined
}
