import type { FastifyRequest } from 'fastify'
import { SESSION_ERR_FOREIGN_ORIGIN } from './errors.js'

/**
 * Refuses unsafe methods that a browser sends on behalf of another site (OWASP's Cross-Site Request Forgery cheat
 * sheet, "Fetch Metadata" with the Origin header to fall back on). A request with neither header is not a browser's.
 */
export async function refuseForeignOrigin(request: FastifyRequest): Promise<void> {
  if (SAFE_METHODS.has(request.method)) return
  const site = request.headers['sec-fetch-site']
  const { origin } = request.headers
  const foreign = site ? site !== 'same-origin' && site !== 'none' : origin && !isOrigin(origin, request.host)
  if (!foreign) return
  const { url } = request.routeOptions
  request.log.warn(
    { event: 'foreign_origin', ip: request.ip, url },
    'A request from another site was refused.'
  )
  throw new SESSION_ERR_FOREIGN_ORIGIN()
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE'])

function isOrigin(origin: string, host: string): boolean {
  if (!URL.canParse(origin)) return false
  const theirs = new URL(origin)
  // A client or proxy may name the port that an origin leaves out: `shop.example:443`.
  const ours = `${theirs.protocol}//${host}`
  return URL.canParse(ours) && new URL(ours).host === theirs.host
}
