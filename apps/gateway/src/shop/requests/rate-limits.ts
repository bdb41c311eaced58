import rateLimit from '@fastify/rate-limit'
import { countAttempt } from '@larder/session'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { Redis } from 'ioredis'
import { GATEWAY_ERR_TOO_OFTEN } from '../../errors.js'
import { WorkerCounts } from './worker-counts.js'

export interface RateLimitsOptions {
  /** How often one address may use each limited route in a minute; 0 for any number. */
  rateLimit: number
  /** Where it is counted: `redis://…`. @default in the database */
  redisUrl?: string
}

/**
 * Limits how often one address (of IPv6, one network of 64 bits) may use the routes that say so with
 * `config: { rateLimit: {} }`, or with numbers of their own: those that hash a password, send a mail or write a row for a
 * stranger. It is counted for all workers and instances at one place. Each worker counts for itself besides, which waits for
 * nothing: while the place is away or late, an address has so many requests in each worker.
 */
export default fp(rateLimits, { name: 'rate-limits', fastify: '5.x', dependencies: ['@larder/database'] })

async function rateLimits(app: FastifyInstance, { rateLimit: max, redisUrl }: RateLimitsOptions) {
  if (max === 0) return
  const own = {
    global: false,
    store: WorkerCounts,
    max,
    timeWindow: MINUTE,
    keyGenerator: ({ method, routeOptions, ip }: FastifyRequest) =>
      `${method} ${routeOptions.url} ${rateLimit.normalizeIP(ip)}`,
    errorResponseBuilder: (_request: FastifyRequest, { after }: { after: string }) =>
      new GATEWAY_ERR_TOO_OFTEN(after)
  }
  await app.register(rateLimit, own)
  await app.register(rateLimit, {
    ...own,
    ...(redisUrl ? { store: undefined, redis: await connectRedis(app, redisUrl) } : { store: storeIn(app) }),
    nameSpace: 'larder-limit-',
    skipOnError: true
  })
}

function storeIn(app: FastifyInstance) {
  return class Store {
    incr(
      key: string,
      callback: (error: Error | null, hits?: { current: number; ttl: number }) => void,
      span: number
    ) {
      const late = new Promise<never>((_resolve, reject) => {
        setTimeout(() => reject(new Error('it took too long')), PATIENCE).unref()
      })
      Promise.race([countAttempt(app.db, key, span), late]).then(
        ({ count, left }) => callback(null, { current: count, ttl: left }),
        (error) => {
          app.log.warn(`Counted in this worker alone: ${error.message.trim().split('\n').at(-1)}`)
          callback(error)
        }
      )
    }

    child() {
      return this
    }
  }
}

async function connectRedis(app: FastifyInstance, url: string): Promise<Redis> {
  const { Redis } = await import('ioredis')
  const redis = new Redis(url, {
    connectTimeout: 2_000,
    commandTimeout: PATIENCE,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    lazyConnect: true
  })
  redis.on('error', (error) => app.log.warn(`Redis: ${error.message}`))
  app.addHook('onReady', async () => void redis.connect().catch(() => {}))
  app.addHook('onClose', async () => redis.disconnect())
  return redis
}

const MINUTE = 60_000
/** Milliseconds that counting may take: a visitor waits for it. */
const PATIENCE = 400
