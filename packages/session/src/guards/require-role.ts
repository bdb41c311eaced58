import { Role } from '@larder/database'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { SESSION_ERR_FORBIDDEN } from '../errors.js'
import { currentUser, requireUser } from './require-user.js'

/**
 * Makes a preHandler that does as `requireUser`, and needs this role or a higher one.
 *
 * @throws SESSION_ERR_FORBIDDEN (403) if the user's role is too low
 */
export function requireRole(role: Exclude<Role, 'customer'>) {
  return async function refuseOthers(
    request: FastifyRequest,
    reply: FastifyReply
  ): Promise<FastifyReply | undefined> {
    const sent = await requireUser(request, reply)
    if (sent) return sent
    const user = currentUser(request)
    if (rankOf(user.role) >= rankOf(role)) return undefined
    const { url } = request.routeOptions
    request.log.warn({ event: 'access_denied', userId: user.id, ip: request.ip, role, url }, 'Access denied.')
    throw new SESSION_ERR_FORBIDDEN()
  }
}

function rankOf(role: Role): number {
  return Object.values(Role).indexOf(role)
}
