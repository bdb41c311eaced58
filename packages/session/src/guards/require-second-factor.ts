import { wantsHtml } from '@larder/blueprint'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { SESSION_ERR_SECOND_FACTOR } from '../errors.js'
import { requireUser, whereToReturn } from './require-user.js'

/**
 * Makes an onRequest hook or preHandler that does as `requireUser`, and needs a second factor given in this session. A browser
 * is redirected to the page that asks for it, and from there to the page that it came from.
 *
 * @param within milliseconds: the most since the second factor was given
 * @throws SESSION_ERR_SECOND_FACTOR (403) to other clients
 */
export function requireSecondFactor(within: number) {
  return async function askForSecondFactor(
    request: FastifyRequest,
    reply: FastifyReply
  ): Promise<FastifyReply | undefined> {
    const sent = await requireUser(request, reply)
    if (sent) return sent
    const given = request.session.secondFactorAt
    if (given !== undefined && Date.now() - given <= within) return undefined
    if (!wantsHtml(request)) throw new SESSION_ERR_SECOND_FACTOR()
    const { urlFor, sessionSettings } = request.server
    const next = whereToReturn(request)
    return reply.redirect(urlFor(sessionSettings.secondFactorRoute, {}, { next }), 303)
  }
}
