import database from '@larder/database'
import Fastify, { type FastifyInstance, LogController } from 'fastify'
import shop, { type ShopOptions } from '../app.js'
import { formatAddress } from '../settings/parse-values.js'
import type { Config } from '../settings/settings.js'
import { routeMalformed } from '../shop/malformed-url.js'
import { makeSecurityHeaders } from '../shop/security-headers.js'
import draining from '../worker/graceful-close.js'
import accessLog from './access-log.js'
import { makeClientErrorHandler } from './client-errors.js'
import health from './health.js'
import { HTTP_OPTIONS, SLOWEST_REQUEST } from './http-options.js'
import { isTerminalLog, type Logs } from './log-files.js'
import metrics, { type MetricsOptions } from './metrics.js'
import rateLimits, { type RateLimitsOptions } from './rate-limits.js'
import requestIds, { requestIdMaker } from './request-ids.js'
import trustedProxies, { proxyCheck } from './trusted-proxies.js'
import warmingUp from './warm-up.js'

export interface ServerOptions
  extends MetricsOptions,
    Pick<RateLimitsOptions, 'redisUrl'>,
    Pick<ShopOptions, 'mail'> {}

/** The shop as a Fastify server that does not listen yet. */
export function createServer(
  config: Config,
  databaseUrl: string,
  logs: Logs,
  { gather, redisUrl, mail }: ServerOptions = {}
): FastifyInstance {
  const { currency, timeZone, development, only, maxEventLoopDelay } = config
  const publicUrl = config.publicUrl ? new URL(config.publicUrl) : undefined
  const isProxy = proxyCheck(config.forwardedAllowIps)
  const app: FastifyInstance = Fastify({
    logger: { level: config.logLevel, stream: logs.error },
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestIdMaker(isProxy),
    frameworkErrors: ({ code }, { raw }, reply) => routeMalformed(app, code, raw, reply.raw),
    clientErrorHandler: makeClientErrorHandler(makeSecurityHeaders(publicUrl?.protocol === 'https:')),
    bodyLimit: config.bodyLimit,
    keepAliveTimeout: config.keepAlive * 1_000,
    requestTimeout: SLOWEST_REQUEST,
    http: HTTP_OPTIONS,
    forceCloseConnections: 'idle'
  })
  const { realIpHeader, secureSchemeHeader } = config
  app.register(trustedProxies, { isProxy, realIpHeader, secureSchemeHeader })
  app.register(requestIds)
  app.register(draining)
  app.register(warmingUp)
  // In production nobody reads requests among the errors.
  if (logs.access || config.development || isTerminalLog(config)) {
    app.register(accessLog, { stream: logs.access, format: config.accessLogformat })
  }
  app.register(database, {
    url: databaseUrl,
    poolSize: config.poolSize,
    pooler: config.pooler,
    connectionTimeout: CONNECTION_TIMEOUT
  })
  app.register(rateLimits, { rateLimit: config.rateLimit, redisUrl })
  app.register(shop, {
    publicUrl,
    localUrl: localUrlOf(config),
    currency,
    timeZone,
    development,
    only,
    maxEventLoopDelay,
    // A machine that tests sends wrong passwords as often as it likes.
    wrongPasswords: config.rateLimit === 0 ? 0 : undefined,
    mail
  })
  app.register(health)
  app.register(metrics, { gather })
  return app
}

/** Milliseconds. Whoever waits in vain is to be told so within two seconds, after a rate limit was looked at too. */
const CONNECTION_TIMEOUT = 1_200

/** The shop as it is reached from this machine. */
function localUrlOf({ bind }: Config): URL {
  const address = bind.find((one) => 'port' in one)
  if (!address || !('port' in address)) return new URL('http://localhost')
  const host = /^(0\.0\.0\.0|::)$/.test(address.host) ? 'localhost' : address.host
  return new URL(`http://${formatAddress({ ...address, host })}`)
}
