import { currentUser, guardBy, loginFirst, SESSION_ERR_FORBIDDEN, secondFactorFirst } from '@larder/session'
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { STAFF_ERR_NO_PERMISSION, STAFF_ERR_UNKNOWN_PERMISSION } from './errors.js'
import type { Permissions } from './permissions.js'
import { type Member, setMember } from './staff-member.js'
import { bearerToken, type FindMember, findTokenOwner } from './tokens/tokens.js'

/**
 * Guards every route that says `config: { permission }`, before its body is read. Below `prefix`
 * every route has to say one.
 *
 * @throws at boot STAFF_ERR_NO_PERMISSION, STAFF_ERR_UNKNOWN_PERMISSION
 */
export function guardRoutes(
  app: FastifyInstance,
  prefix: string,
  permissions: Permissions,
  findMember: FindMember
): void {
  const guarded: { permission: string; route: string }[] = []
  // It refuses by SESSION_ERR_NO_USER (401), SESSION_ERR_FORBIDDEN (403), SESSION_ERR_SECOND_FACTOR (403), STAFF_ERR_TOKEN (401).
  const guard = guardBy(async (request, reply) => {
    const { permission = '' } = request.routeOptions.config
    keepPrivate(reply)
    const token = bearerToken(request)
    if (token !== undefined) {
      const owner = await findTokenOwner(app.db, token, findMember)
      refuseUnless(permissions.can(owner, permission), request, owner, permission)
      setMember(request, owner)
      return undefined
    }
    const login = loginFirst(request)
    if (login !== undefined) return login
    const user = currentUser(request)
    refuseUnless(permissions.can(user, permission), request, user, permission)
    const within = permissions.find(permission)?.askAgain ? QUARTER : HALF_A_DAY
    const secondFactor = secondFactorFirst(request, within)
    if (secondFactor === undefined) setMember(request, user)
    return secondFactor
  })

  app.addHook('onRoute', (route) => {
    const permission = route.config?.permission
    if (permission === undefined) {
      if (isBelow(route.url, prefix) && !isStatic(route))
        throw new STAFF_ERR_NO_PERMISSION(String(route.method), route.url)
      return
    }
    guarded.push({ permission, route: route.url })
    route.onRequest = [guard, ...[route.onRequest ?? []].flat()]
  })
  app.addHook('onReady', async () => {
    for (const { permission, route } of guarded) {
      if (!permissions.find(permission)) throw new STAFF_ERR_UNKNOWN_PERMISSION(permission, route, permission)
    }
  })
}

function refuseUnless(may: boolean, request: FastifyRequest, member: Member, permission: string): void {
  if (may) return
  const { url } = request.routeOptions
  request.log.warn(
    { event: 'access_denied', userId: member.id, ip: request.ip, permission, url },
    'Access denied.'
  )
  throw new SESSION_ERR_FORBIDDEN()
}

/** What staff see is kept by no cache, and found by no search engine. */
function keepPrivate(reply: FastifyReply): void {
  reply.header('cache-control', 'no-store')
  reply.header('x-robots-tag', 'noindex')
}

function isBelow(url: string, prefix: string): boolean {
  return url === prefix || url.startsWith(`${prefix}/`)
}

/** Style sheets and scripts are everybody's. */
function isStatic({ url }: RouteOptions): boolean {
  return url.includes('/static/')
}

const QUARTER = 15 * 60_000
const HALF_A_DAY = 12 * 60 * 60_000
