import { isDatabaseAway, pendingMigrations, takesWrites } from '@larder/database'
import { health, type Obstacle } from '@larder/serve/server'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

/**
 * The shop is not ready while the database is away or takes no writes, and while that lacks migrations that this version was
 * built for.
 */
export default fp(shopHealth, { name: 'shop-health', fastify: '5.x', dependencies: ['@larder/database'] })

export interface ShopHealthOptions {
  /** The folder of the migrations that the shop needs. @default those of Larder */
  migrations?: string | undefined
}

async function shopHealth(app: FastifyInstance, { migrations }: ShopHealthOptions) {
  await app.register(health, { config: MONITORED, findObstacle: () => findObstacle(app, migrations) })
}

async function findObstacle(
  { db, log }: FastifyInstance,
  migrations?: string
): Promise<Obstacle | undefined> {
  try {
    if (!(await takesWrites(db))) return { reason: 'the database is read-only' }
    const pending = await pendingMigrations(db, migrations)
    return pending.length > 0 ? { reason: 'migrations are pending', pending } : undefined
  } catch (error) {
    log.warn(error)
    return { reason: isDatabaseAway(error) ? 'the database is away' : 'the database cannot be used' }
  }
}

/** Routes that machines ask need no session, and are answered however busy the worker is. */
export const MONITORED = { impersonal: true, pressureHandler() {} }
