import { isIP } from 'node:net'
import proxyAddr from '@fastify/proxy-addr'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { SchemeHeader } from '../settings/parse-values.js'

export type IsProxy = (address: string | undefined) => boolean

export interface TrustedProxiesOptions {
  /** Whether a client with this address is a trusted proxy: see {@link proxyCheck}. */
  isProxy: IsProxy
  /** The header in which a trusted proxy names the visitor's address: `X-Real-IP`. */
  realIpHeader: string
  /** The header in which a trusted proxy tells of HTTPS, and what it says then. */
  secureSchemeHeader: SchemeHeader
}

/**
 * Finds the visitor's address and scheme behind trusted proxies: `request.ip` and `request.protocol`. `request.ips` is then
 * the proxy's address and the visitor's. Only the two named headers are believed, since a proxy passes on whatever
 * else its client sends (nginx, ngx_http_realip_module; gunicorn, `forwarded_allow_ips`). Fastify's own `trustProxy`
 * would believe `X-Forwarded-For`, `-Host` and `-Proto` together.
 */
export function trustProxies(app: FastifyInstance, options: TrustedProxiesOptions): void {
  const { isProxy, realIpHeader, secureSchemeHeader } = options
  const [addressKey, schemeKey] = [realIpHeader.toLowerCase(), secureSchemeHeader.name.toLowerCase()]
  const warnOfMismatch = makeWarner(app.log, options)
  app.addHook('onRequest', (request, _reply, done) => {
    const { headers, socket } = request.raw
    if (!isProxy(socket.remoteAddress)) return done()
    const proxy = socket.remoteAddress ?? ''
    const told = textOf(headers[addressKey])
    const ip = findAddress(told, proxy, isProxy)
    const isSecure = lastOf(textOf(headers[schemeKey])).toLowerCase() === secureSchemeHeader.value
    Object.defineProperties(request, {
      ip: { value: ip },
      ips: { value: [proxy, ip] },
      protocol: { value: isSecure ? 'https' : request.protocol, configurable: true }
    })
    warnOfMismatch({ proxy, told, ip, forwardedFor: textOf(headers['x-forwarded-for']) })
    done()
  })
}

/** @param networks as `--forwarded-allow-ips` has them */
export function proxyCheck(networks: string[]): IsProxy {
  const isTrusted = proxyAddr.compile(networks)
  const known = new Map<string, boolean>()
  return (address) => {
    // A client of a Unix socket has no address, and is a proxy.
    if (address === undefined || address === '') return true
    const answer = known.get(address) ?? isTrusted(address, 0)
    if (known.size >= MOST_KNOWN) known.clear()
    known.set(address, answer)
    return answer
  }
}

/** Addresses whose answer is kept: the same few proxies send all requests. */
const MOST_KNOWN = 1_000

/**
 * The visitor's address in a header, which has a list where there were several proxies. A value that is no address, or
 * has a port, is not believed: the proxy that wrote it counts as the visitor.
 */
function findAddress(told: string, proxy: string, isProxy: IsProxy): string {
  if (told === '') return proxy
  let address = proxy
  for (const next of told.split(',').reverse()) {
    const isBelieved = address === proxy || isProxy(address)
    if (!isBelieved || isIP(next.trim()) === 0) return address
    address = next.trim()
  }
  return address
}

function textOf(header: string | string[] | undefined): string {
  return header === undefined ? '' : String(header)
}

/** Of a list what the nearest proxy has added. */
function lastOf(list: string): string {
  return list.slice(list.lastIndexOf(',') + 1).trim()
}

interface Sent {
  proxy: string
  /** The header that names the visitor; empty where it is missing. */
  told: string
  /** The address that was found by it. */
  ip: string
  forwardedFor: string
}

/** Warns once of each way in which a proxy and the settings do not fit together. */
function makeWarner(log: FastifyBaseLogger, { isProxy, realIpHeader }: TrustedProxiesOptions) {
  const warned = new Set<string>()
  const warn = (proxy: string, problem: string, remedy: string) => {
    if (warned.has(problem)) return
    warned.add(problem)
    log.warn(`The trusted proxy ${proxy || 'at the Unix socket'} sends ${problem}. ${remedy}`)
  }
  const isForwardedFor = realIpHeader.toLowerCase() === 'x-forwarded-for'
  return ({ proxy, told, ip, forwardedFor }: Sent) => {
    if (told && isIP(lastOf(told)) === 0) {
      warn(
        proxy,
        `a ${realIpHeader} that is no address`,
        'Its own address counts: have it send one, without a port.'
      )
    }
    if (!forwardedFor || isForwardedFor) return
    if (!told) {
      warn(
        proxy,
        `X-Forwarded-For and no ${realIpHeader}`,
        `Its own address counts: have it set ${realIpHeader}, or name with --real-ip-header what it sets.`
      )
    } else if (forwardedFor !== told && findAddress(forwardedFor, proxy, isProxy) !== ip) {
      warn(
        proxy,
        `X-Forwarded-For and ${realIpHeader} with different visitors`,
        `${realIpHeader} counts: have it set or clear both, or name with --real-ip-header what it sets.`
      )
    }
  }
}
