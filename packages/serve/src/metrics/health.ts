import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { type MonitoringOptions, monitoringRoute } from './monitoring-route.js'

export interface HealthOptions extends MonitoringOptions {
  /** Looks for what keeps the app from serving visitors. @default nothing does */
  findObstacle?: () => Promise<Obstacle | undefined>
}

/** Why no visitors are to be sent; what there is besides is told, too. */
export interface Obstacle {
  reason: string
  [detail: string]: unknown
}

/**
 * What a load balancer asks: `/healthz`, whether the process is alive, and `/readyz`, whether to send visitors. It is red
 * while the instance is about to stop, and while there is an obstacle.
 */
export default fp(health, { name: 'health', fastify: '5.x', decorators: { fastify: ['leaving'] } })

async function health(app: FastifyInstance, options: HealthOptions) {
  const { findObstacle = async () => undefined } = options
  const config = monitoringRoute(options)
  const alive = { config, schema: { summary: 'Whether the process is alive' } }
  app.get('/healthz', alive, async (_request, reply) => reply.header(...NO_STORE).send({ status: 'alive' }))

  const ready = { config, schema: { summary: 'Whether to send visitors' } }
  app.get('/readyz', ready, async (_request, reply) => {
    const obstacle = app.leaving ? { reason: 'it is about to stop' } : await findObstacle()
    reply.header(...NO_STORE)
    return obstacle ? reply.code(503).send({ status: 'not ready', ...obstacle }) : { status: 'ready' }
  })
}

const NO_STORE = ['cache-control', 'no-store'] as const
