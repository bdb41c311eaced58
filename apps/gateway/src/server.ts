import database from '@larder/database'
import { languageUrls } from '@larder/languages'
import { formatAddress } from '@larder/serve'
import { createServer as createBareServer, isProbe, type Logs, proxyCheck } from '@larder/serve/server'
import type { Tracing } from '@larder/tracing'
import type { FastifyInstance } from 'fastify'
import shop, { type AppOptions, languagesOf } from './app.js'
import { migrationsOf } from './database/own-migrations.js'
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
import type { ShopOptions } from './shop/shop-options.js'

/**
 * The shop as a Fastify server that does not listen yet.
 *
 * @param own what the shop is made of. @default all that Larder has
 * @param tasks how it runs them. @default they wait for a server that does
 * @param tracing traces its requests. @default nothing does
 * @param connectionTimeout milliseconds to wait for a connection to the database. @default as long as a visitor may wait
 */
export function createServer(
  config: Config,
  databaseUrl: string,
  logs: Logs,
  {
    own,
    tasks,
    tracing,
    connectionTimeout = CONNECTION_TIMEOUT
  }: Pick<AppOptions, 'own' | 'tasks'> & { tracing?: Tracing; connectionTimeout?: number } = {}
): FastifyInstance {
  const { development, rateLimit, redisUrl } = config
  const options = shopOptionsOf(config)
  const app = createBareServer(config, logs, {
    clientErrorHeaders: makeSecurityHeaders(options.publicUrl?.protocol === 'https:'),
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
    connectionTimeout,
    ...(own?.PrismaClient && { PrismaClient: own.PrismaClient })
  })
  app.register(rateLimits, { rateLimit, redisUrl })
  app.register(shop, { ...options, tasks, own })
  app.register(health, { migrations: migrationsOf(config.app, databaseUrl) })
  app.register(metrics)
  return app
}

/** What the configuration says of the shop. */
function shopOptionsOf(config: Config): ShopOptions {
  const { currency, timeZone, country, taxCountry, orderPrefix, languages, secretKey, files } = config
  const { development, only, pageAge, maxEventLoopDelay, rateLimit } = config
  return {
    publicUrl: config.publicUrl ? new URL(config.publicUrl) : undefined,
    localUrl: localUrlOf(config),
    languages,
    currency,
    timeZone,
    country,
    taxCountry,
    terms: config.termsUrl,
    withdrawal: config.withdrawalUrl,
    secretKey,
    seller: sellerOf(config),
    paymentMethods: paymentMethodsOf(config),
    stripe: stripeOptionsOf(config),
    orderPrefix,
    development,
    only,
    pageAge,
    maxEventLoopDelay,
    // A machine that tests sends wrong passwords as often as it likes.
    wrongPasswords: rateLimit === 0 ? 0 : undefined,
    mail: mailOptionsOf(config),
    files
  }
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
