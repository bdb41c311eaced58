import type { FastifyRequest } from 'fastify'
import { SESSION_ERR_FOREIGN_ORIGIN } from './errors.js'

export interface SiteOptions {
  publicUrl?: URL
  secure?: boolean
}

/**
 * Makes a hook that refuses unsafe methods sent by a browser on behalf of another site (OWASP's Cross-Site Request Forgery
 * cheat sheet: "Fetch Metadata", with `Origin` as the fallback). A request with neither header is not a browser's.
 */
export function refuseForeignOrigin(site: SiteOptions): (request: FastifyRequest) => Promise<void> {
  return async (request) => {
    if (SAFE_METHODS.has(request.method)) return
    const { 'sec-fetch-site': fetchSite, origin } = request.headers
    const own = fetchSite
      ? fetchSite === 'same-origin' || fetchSite === 'none'
      : !origin || isOwnOrigin(origin, request, site)
    if (own) return
    const { ip, host } = request
    const compared = { fetchSite, origin: origin?.slice(0, 255), host, publicOrigin: site.publicUrl?.origin }
    request.log.warn(
      { event: 'foreign_origin', ip, url: request.routeOptions.url, ...compared },
      'A request from another site was refused.'
    )
    throw new SESSION_ERR_FOREIGN_ORIGIN()
  }
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE'])

/** An origin is scheme, host and port (RFC 6454, section 5); `Host` has no scheme. */
export function isOwnOrigin(origin: string, request: FastifyRequest, site: SiteOptions): boolean {
  if (!URL.canParse(origin)) return false
  const theirs = new URL(origin)
  if (theirs.origin === site.publicUrl?.origin) return true
  const { host, port } = request
  // A client or proxy may send a default port, which an origin omits: `shop.example:443`.
  const ours = `${theirs.protocol}//${host}`
  if (!schemesOf(request, site).includes(theirs.protocol) || !URL.canParse(ours)) return false
  // nginx's `Host $host` drops the port.
  const portIsLost = port === null && cameByProxy(request)
  return new URL(ours).host === theirs.host || (portIsLost && new URL(ours).hostname === theirs.hostname)
}

/** Without a public URL, a proxy may have ended HTTPS and not said so. */
function schemesOf({ protocol }: FastifyRequest, { publicUrl, secure }: SiteOptions): string[] {
  if (secure || protocol === 'https') return ['https:']
  return publicUrl ? [publicUrl.protocol] : ['http:', 'https:']
}

/** Whether a request came by a trusted proxy: Fastify then lists more than one address in `ips`. */
export function cameByProxy({ ips = [] }: FastifyRequest): boolean {
  return ips.length > 1
}
