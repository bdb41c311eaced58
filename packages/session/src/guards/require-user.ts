import { LONGEST_PATH, pathToReturn, wantsHtml } from '@larder/blueprint'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { SESSION_ERR_NO_USER } from '../errors.js'
import { isOwnOrigin } from '../same-origin.js'
import { type SessionUser, userOf } from '../session-user.js'
import { signOut } from '../sign-in.js'

/** A preHandler that redirects browsers to the login page. @throws SESSION_ERR_NO_USER (401) to other clients */
export async function requireUser(
  request: FastifyRequest,
  reply: FastifyReply
): Promise<FastifyReply | undefined> {
  if (userOf(request)) return undefined
  if (!wantsHtml(request)) throw new SESSION_ERR_NO_USER()
  const { urlFor, sessionSettings } = request.server
  return reply.redirect(urlFor(sessionSettings.loginRoute, {}, { next: whereToReturn(request) }), 303)
}

/** Signs out a user who was deleted meanwhile, and answers as `requireUser` does. */
export async function refuseRemovedUser(
  request: FastifyRequest,
  reply: FastifyReply
): Promise<FastifyReply | undefined> {
  await signOut(request)
  return requireUser(request, reply)
}

/**
 * The signed-in user, in handlers behind `requireUser`.
 *
 * @throws SESSION_ERR_NO_USER (401) if no user is signed in
 */
export function currentUser(request: FastifyRequest): SessionUser {
  const user = userOf(request)
  if (!user) throw new SESSION_ERR_NO_USER()
  return user
}

/** The page that a browser asked for, or the one with the form that it sent, if that can be taken along in a URL. */
export function whereToReturn(request: FastifyRequest): string | undefined {
  return request.method === 'GET' ? pathToReturn(request) : whereFormWas(request)
}

/** A page of this site. */
function whereFormWas(request: FastifyRequest): string | undefined {
  const { headers, server } = request
  if (!headers.referer || !URL.canParse(headers.referer)) return undefined
  const { origin, pathname, search } = new URL(headers.referer)
  const { publicUrl, attributes } = server.sessionSettings
  if (!isOwnOrigin(origin, request, { publicUrl, secure: attributes.secure === true })) return undefined
  const page = pathname + search
  return page.length <= LONGEST_PATH ? page : undefined
}
