import { pendingMigrations } from '@larder/database/migrations'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

/**
 * What a load balancer asks: `/healthz`, whether the process is alive, and `/readyz`, whether it can serve. It cannot while
 * the database is away, or lacks migrations that this version was built for.
 */
export default fp(health, { name: 'health', fastify: '5.x', dependencies: ['@larder/database'] })

async function health(app: FastifyInstance) {
  app.get('/healthz', async (_request, reply) => reply.header(...NO_STORE).send({ status: 'alive' }))

  app.get('/readyz', async (request, reply) => {
    reply.header(...NO_STORE)
    try {
      const pending = await pendingMigrations(app.db)
      if (pending.length === 0) return { status: 'ready' }
      return reply.code(503).send({ status: 'not ready', reason: 'migrations are pending', pending })
    } catch (error) {
      request.log.warn(error)
      return reply.code(503).send({ status: 'not ready', reason: 'the database is away' })
    }
  })
}

const NO_STORE = ['cache-control', 'no-store'] as const
