import { poolFigures } from '@larder/database'
import { metrics } from '@larder/serve/server'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { Counter, Gauge } from 'prom-client'
import { MONITORED } from '../health.js'
import { watchTables } from './table-metrics.js'

/** Tells Prometheus at `/metrics` of requests and processes, the pool of the database, and its tables. */
export default fp(shopMetrics, {
  name: 'shop-metrics',
  fastify: '5.x',
  dependencies: ['@larder/database', '@larder/mail']
})

async function shopMetrics(app: FastifyInstance) {
  await app.register(metrics, { config: MONITORED })
  watchPool(app)
  watchDeliveries(app)
  watchTables(app)
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

/** Tells of the attempts of this process. */
function watchDeliveries({ mail, metrics }: FastifyInstance): void {
  new Counter({
    name: 'larder_mail_attempts_total',
    help: 'Attempts to send a mail, by what became of it: sent, failed for ever, or to be retried.',
    labelNames: ['outcome'],
    registers: [metrics],
    collect() {
      this.reset()
      for (const [outcome, count] of Object.entries(mail.deliveries)) this.inc({ outcome }, count)
    }
  })
}
