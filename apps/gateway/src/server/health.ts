import { isDatabaseAway, pendingMigrations, takesWrites } from '@larder/database'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { PROBE } from './probe.js'

/**
 * What a load balancer asks: `/healthz`, whether the process is alive, and `/readyz`, whether to send visitors. It is red
 * while the instance is about to stop, while the database is away or takes no writes, and while that lacks migrations that
 * this version was built for.
 */
export default fp(health, { name: 'health', fastify: '5.x', dependencies: ['@larder/database', 'draining'] })

async function health(app: FastifyInstance) {
  const alive = { config: PROBE, schema: { summary: 'Whether the process is alive' } }
  app.get('/healthz', alive, async (_request, reply) => reply.header(...NO_STORE).send({ status: 'alive' }))

  const ready = { config: PROBE, schema: { summary: 'Whether to send visitors' } }
  app.get('/readyz', ready, async (request, reply) => {
    const obstacle = app.leaving ? { reason: 'it is about to stop' } : await findObstacle(request)
    reply.header(...NO_STORE)
    return obstacle ? reply.code(503).send({ status: 'not ready', ...obstacle }) : { status: 'ready' }
  })
}

async function findObstacle({ server, log }: FastifyRequest) {
  try {
    if (!(await takesWrites(server.db))) return { reason: 'the database is read-only' }
    const pending = await pendingMigrations(server.db)
    return pending.length > 0 ? { reason: 'migrations are pending', pending } : undefined
  } catch (error) {
    log.warn(error)
    return { reason: isDatabaseAway(error) ? 'the database is away' : 'the database cannot be used' }
  }
}

const NO_STORE = ['cache-control', 'no-store'] as const
