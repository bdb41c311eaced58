import { wantsHtml } from '@larder/blueprint'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { SESSION_ERR_NO_USER } from './errors.js'
import type { SessionUser } from './sign-in.js'

/**
 * A preHandler for routes that need somebody signed in. A browser is sent to the login page and comes back after it.
 *
 * @throws SESSION_ERR_NO_USER (401) to other clients
 */
export async function requireUser(
  request: FastifyRequest,
  reply: FastifyReply
): Promise<FastifyReply | undefined> {
  if (request.user) return undefined
  if (!wantsHtml(request)) throw new SESSION_ERR_NO_USER()
  const { urlFor, sessionSettings } = request.server
  const next = request.method === 'GET' ? request.url : undefined
  return reply.redirect(urlFor(sessionSettings.loginRoute, {}, { next }), 303)
}

/**
 * Who is signed in, behind `requireUser`.
 *
 * @throws SESSION_ERR_NO_USER (401) where nobody is
 */
export function currentUser(request: FastifyRequest): SessionUser {
  if (!request.user) throw new SESSION_ERR_NO_USER()
  return request.user
}
