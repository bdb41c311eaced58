import { LONGEST_PATH, pathToReturn, visitedPath, wantsHtml } from '@larder/blueprint'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { SESSION_ERR_NO_USER } from '../errors.js'
import { isOwnOrigin } from '../same-origin.js'
import { type SessionUser, userOf } from '../session-user.js'
import { signOut } from '../sign-in.js'
import { guardBy } from './guard-by.js'

/** A preHandler that redirects browsers to the login page. It refuses other clients by SESSION_ERR_NO_USER (401). */
export const requireUser = guardBy(loginFirst)

/** The login page, if nobody is signed in, for {@link guardBy}. @throws SESSION_ERR_NO_USER (401) for other clients than browsers */
export function loginFirst(request: FastifyRequest): string | undefined {
  return userOf(request) ? undefined : loginUrl(request, whereToReturn(request))
}

/**
 * Redirects browsers to the login page, and from there to `page`, if there is one.
 *
 * @throws SESSION_ERR_NO_USER (401) to other clients
 */
export function askToLogIn(
  request: FastifyRequest,
  reply: FastifyReply,
  page: string | undefined
): FastifyReply {
  return reply.redirect(loginUrl(request, page), 303)
}

/** Signs out a user who was deleted meanwhile, and answers as `requireUser` does. */
export async function refuseRemovedUser(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  await signOut(request)
  return askToLogIn(request, reply, whereToReturn(request))
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

function loginUrl(request: FastifyRequest, next: string | undefined): string {
  if (!wantsHtml(request)) throw new SESSION_ERR_NO_USER()
  const { urlFor, sessionSettings } = request.server
  return urlFor(sessionSettings.loginRoute, {}, { next })
}

/** A page below the path of `publicUrl`: beside it is another site. A form that was shown again by what it was sent to may have no page there. */
function whereFormWas(request: FastifyRequest): string | undefined {
  const { headers, originalUrl, routeOptions, server } = request
  if (!headers.referer || !URL.canParse(headers.referer)) return undefined
  const { origin, pathname, search } = new URL(headers.referer)
  const { publicUrl, attributes } = server.sessionSettings
  if (!isOwnOrigin(origin, request, { publicUrl, secure: attributes.secure === true })) return undefined
  if (!pathname.startsWith(visitedPath({ url: '/', server }))) return undefined
  const [sentTo = ''] = originalUrl.split('?', 1)
  const isPage =
    pathname !== visitedPath({ url: sentTo, server }) ||
    server.hasRoute({ method: 'GET', url: routeOptions.url ?? '' })
  const page = pathname + search
  return isPage && page.length <= LONGEST_PATH ? page : undefined
}
