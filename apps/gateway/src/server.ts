import database from '@larder/database'
import { languageUrls } from '@larder/languages'
import { formatAddress } from '@larder/serve'
import { createServer as createBareServer, isProbe, type Logs, proxyCheck } from '@larder/serve/server'
import type { Tracing } from '@larder/tracing'
import type { FastifyInstance } from 'fastify'
import shop, { languagesOf, type ShopOptions } from './app.js'
import { mailOptionsOf } from './settings/mail-settings.js'
import { paymentMethodsOf } from './settings/payment-settings.js'
import { sellerOf } from './settings/seller-settings.js'
import type { Config } from './settings/settings.js'
import { stripeOptionsOf } from './settings/stripe-settings.js'
import health from './shop/health.js'
import metrics from './shop/metrics/metrics.js'
import { routeMalformed } from './shop/requests/malformed-url.js'
import rateLimits from './shop/requests/rate-limits.js'
import { makeSecurityHeaders } from './shop/requests/security-headers.js'

/**
 * The shop as a Fastify server that does not listen yet.
 *
 * @param tasks how it runs them. @default they wait for a server that does
 * @param tracing traces its requests. @default nothing does
 * @param connectionTimeout milliseconds to wait for a connection to the database. @default as long as a visitor may wait
 */
export function createServer(
  config: Config,
  databaseUrl: string,
  logs: Logs,
  {
    tasks,
    tracing,
    connectionTimeout = CONNECTION_TIMEOUT
  }: { tasks?: ShopOptions['tasks']; tracing?: Tracing; connectionTimeout?: number } = {}
): FastifyInstance {
  const { currency, timeZone, orderPrefix, development, only, maxEventLoopDelay, rateLimit, redisUrl } =
    config
  const { country, taxCountry, termsUrl: terms, withdrawalUrl: withdrawal, files } = config
  const publicUrl = config.publicUrl ? new URL(config.publicUrl) : undefined
  const app = createBareServer(config, logs, {
    clientErrorHeaders: makeSecurityHeaders(publicUrl?.protocol === 'https:'),
    logsRequests: development || undefined,
    logFields: tracing?.logFields,
    fastify: {
      rewriteUrl: languageUrls(languagesOf(config.languages)),
      frameworkErrors: ({ code }, { raw }, reply) => routeMalformed(app, code, raw, reply.raw)
    }
  })
  tracing?.addTo(app, { isProxy: proxyCheck(config.forwardedAllowIps), isProbe })
  app.register(database, {
    url: databaseUrl,
    poolSize: config.poolSize,
    pooler: config.pooler,
    connectionTimeout
  })
  app.register(rateLimits, { rateLimit, redisUrl })
  app.register(shop, {
    publicUrl,
    localUrl: localUrlOf(config),
    languages: config.languages,
    currency,
    timeZone,
    country,
    taxCountry,
    terms,
    withdrawal,
    secretKey: config.secretKey,
    seller: sellerOf(config),
    paymentMethods: paymentMethodsOf(config),
    stripe: stripeOptionsOf(config),
    orderPrefix,
    development,
    only,
    pageAge: config.pageAge,
    maxEventLoopDelay,
    // A machine that tests sends wrong passwords as often as it likes.
    wrongPasswords: rateLimit === 0 ? 0 : undefined,
    mail: mailOptionsOf(config),
    tasks,
    files
  })
  app.register(health)
  app.register(metrics)
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
