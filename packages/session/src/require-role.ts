import { Role } from '@larder/database'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { SESSION_ERR_FORBIDDEN } from './errors.js'
import { currentUser, requireUser } from './require-user.js'

/**
 * Makes a preHandler for routes that need somebody of this role, or of one that may do more: `requireRole('staff')` lets
 * an admin through. Where nobody is signed in it does as `requireUser` does.
 *
 * @throws SESSION_ERR_FORBIDDEN (403) to whoever is signed in and has no such role
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

/** A session from before there were roles has none, and ranks below all of them. */
function rankOf(role: Role): number {
  return Object.values(Role).indexOf(role)
}
