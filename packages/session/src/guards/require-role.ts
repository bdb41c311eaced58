import { Role } from '@larder/database'
import { SESSION_ERR_FORBIDDEN } from '../errors.js'
import { type Guard, guardBy } from './guard-by.js'
import { currentUser, loginFirst } from './require-user.js'

/**
 * Makes a preHandler that does as `requireUser`, and needs this role or a higher one. It refuses others by
 * SESSION_ERR_FORBIDDEN (403).
 */
export function requireRole(role: Exclude<Role, 'customer'>): Guard {
  return guardBy((request) => {
    const login = loginFirst(request)
    if (login !== undefined) return login
    const user = currentUser(request)
    if (rankOf(user.role) >= rankOf(role)) return undefined
    const { url } = request.routeOptions
    request.log.warn({ event: 'access_denied', userId: user.id, ip: request.ip, role, url }, 'Access denied.')
    throw new SESSION_ERR_FORBIDDEN()
  })
}

function rankOf(role: Role): number {
  return Object.values(Role).indexOf(role)
}
