import { type PrismaClient, poolFigures } from '@larder/database'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { AggregatorRegistry, Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { watchMails } from '../mail/mail-metrics.js'
import { type Figures, readFigures } from './figures.js'
import { isProbe, PROBE } from './probe.js'

export interface MetricsOptions {
  /** Asks the master for the figures of all its workers. @default this process's own alone */
  gather?: () => Promise<Figures[]>
}

/**
 * Counts requests, and tells Prometheus at `/metrics` of all the workers of the master. A request's route is its pattern,
 * so that the number of series is that of the routes, not that of the visitors' ideas.
 */
export default fp(metrics, {
  name: 'metrics',
  fastify: '5.x',
  dependencies: ['@larder/database', '@larder/mail', 'warming-up']
})

async function metrics(app: FastifyInstance, { gather }: MetricsOptions) {
  const registry = new Registry()
  const figures = () => readFigures(registry)
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 20 })
  countRequests(app, registry)
  watchPool(app.db, registry)
  watchMails(app, registry)
  app.decorate('figures', figures)

  const show = { config: PROBE, schema: { summary: 'Figures for Prometheus' } }
  app.get('/metrics', show, async (_request, reply) => {
    const all = AggregatorRegistry.aggregate(gather ? await gather() : [await figures()])
    return reply
      .header('cache-control', 'no-store')
      .type(all.contentType)
      .send(await all.metrics())
  })
}

function countRequests(app: FastifyInstance, registry: Registry): void {
  const registers = [registry]
  const total = new Counter({
    name: 'http_requests_total',
    help: 'Requests that were answered, but for probes.',
    labelNames: ['method', 'route', 'status'],
    registers
  })
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'From the first byte of a request to the last of its answer.',
    labelNames: ['method', 'route'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers
  })
  app.addHook('onResponse', (request, reply, done) => {
    const { method, routeOptions } = request
    if (!isProbe(request)) {
      const route = routeOptions.url ?? 'none'
      total.inc({ method, route, status: reply.statusCode })
      duration.observe({ method, route }, reply.elapsedTime / 1_000)
    }
    done()
  })
}

function watchPool(db: PrismaClient, registry: Registry): void {
  new Gauge({
    name: 'larder_database_connections',
    help: 'Connections to the database, and queries that wait for one.',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      for (const [state, count] of Object.entries(poolFigures(db))) this.set({ state }, count)
    }
  })
}

declare module 'fastify' {
  interface FastifyInstance {
    /** What this process has counted. */
    figures: () => Promise<Figures>
  }
}
