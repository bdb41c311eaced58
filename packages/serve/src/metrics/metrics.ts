import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { AggregatorRegistry, Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import type { BrokenOffHook } from './broken-off.js'
import { isProbe, type MonitoringOptions, monitoringRoute } from './monitoring-route.js'
import { readSamples, type Samples } from './samples.js'

/**
 * Counts requests, and tells Prometheus at `/metrics` of all the workers of the master. A request's route is its pattern,
 * so that the number of series is that of the routes, not that of the visitors' ideas. `app.metrics` takes more metrics.
 */
export default fp(metrics, { name: 'metrics', fastify: '5.x' })

async function metrics(app: FastifyInstance, options: MonitoringOptions) {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 20 })
  countRequests(app, registry)
  app.decorate('metrics', registry)
  app.decorate('gatherMetrics', async (): Promise<Samples[]> => [await readSamples(registry, app.log)])

  const show = { config: monitoringRoute(options), schema: { summary: 'Figures for Prometheus' } }
  app.get('/metrics', show, async (_request, reply) => {
    const all = AggregatorRegistry.aggregate(await app.gatherMetrics())
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
    help: 'Requests that were answered, or broken off by their clients (499), but for probes.',
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
  const count: BrokenOffHook = (request, reply, status) => {
    if (isProbe(request)) return
    const { method, routeOptions } = request
    const route = routeOptions.url ?? 'none'
    total.inc({ method, route, status })
    duration.observe({ method, route }, reply.elapsedTime / 1_000)
  }
  app.addHook('onResponse', (request, reply, done) => {
    count(request, reply, reply.statusCode)
    done()
  })
  // An app that does not serve by larder-serve is without.
  if (app.hasDecorator('onBrokenOff')) app.onBrokenOff(count)
}

declare module 'fastify' {
  interface FastifyInstance {
    /** What this process counts. */
    metrics: Registry
    /** What all workers have counted; without a master, this process alone. */
    gatherMetrics: () => Promise<Samples[]>
  }
}
