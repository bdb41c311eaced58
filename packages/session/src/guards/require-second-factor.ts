import { wantsHtml } from '@larder/blueprint'
import type { FastifyRequest } from 'fastify'
import { SESSION_ERR_SECOND_FACTOR } from '../errors.js'
import { type Guard, guardBy } from './guard-by.js'
import { loginFirst, whereToReturn } from './require-user.js'

/**
 * Makes an onRequest hook or preHandler that does as `requireUser`, and needs a second factor given in this session. A browser
 * is redirected to the page that asks for it, and from there to the page that it came from. It refuses other clients by
 * SESSION_ERR_SECOND_FACTOR (403).
 *
 * @param within milliseconds: the most since the second factor was given
 */
export function requireSecondFactor(within: number): Guard {
  return guardBy((request) => secondFactorFirst(request, within))
}

/**
 * The page that asks for the second factor, or to log in, if that is needed, for {@link guardBy}.
 *
 * @throws SESSION_ERR_NO_USER (401), SESSION_ERR_SECOND_FACTOR (403) for other clients than browsers
 */
export function secondFactorFirst(request: FastifyRequest, within: number): string | undefined {
  const login = loginFirst(request)
  if (login !== undefined) return login
  const given = request.session.secondFactorAt
  if (given !== undefined && Date.now() - given <= within) return undefined
  if (!wantsHtml(request)) throw new SESSION_ERR_SECOND_FACTOR()
  const { urlFor, sessionSettings } = request.server
  return urlFor(sessionSettings.secondFactorRoute, {}, { next: whereToReturn(request) })
}
