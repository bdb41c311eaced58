import { poolFigures } from '@larder/database'
import { metrics } from '@larder/serve/server'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { Gauge } from 'prom-client'
import { MONITORED } from './health.js'
import { watchMails } from './mail-metrics.js'

/** Tells Prometheus at `/metrics` of requests and processes, the pool of the database, and mails. */
export default fp(shopMetrics, {
  name: 'shop-metrics',
  fastify: '5.x',
  dependencies: ['@larder/database', '@larder/mail']
})

async function shopMetrics(app: FastifyInstance) {
  await app.register(metrics, { config: MONITORED })
  watchPool(app)
  watchMails(app)
}

function watchPool({ db, metrics }: FastifyInstance): void {
  new Gauge({
    name: 'larder_database_connections',
    help: 'Connections to the database, and queries that wait for one.',
    labelNames: ['state'],
    registers: [metrics],
    collect() {
      for (const [state, count] of Object.entries(poolFigures(db))) this.set({ state }, count)
    }
  })
}
