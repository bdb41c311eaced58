import type { FastifyInstance } from 'fastify'
import { COMMAND_TIMEOUT, withPreparedDatabase } from '../database/open-database.js'
import { loadShop } from '../load-shop.js'
import { createServer } from '../server.js'
import { readConfig, readPlan } from '../settings/read-config.js'
import type { Config } from '../settings/settings.js'

/**
 * Boots the shop as far as its plan goes: it connects to no database and listens to no port.
 *
 * @throws what keeps the shop from booting
 */
export function withShop<Result>(
  work: (app: FastifyInstance) => Result | Promise<Result>,
  config: Config = readPlan()
): Promise<Result> {
  return bootFor(work, config, 'postgresql://nobody@localhost/none')
}

/**
 * Works with the shop on the database that the environment sets, as a command that ends. It listens
 * to no port; tasks are left to the instances that serve.
 *
 * @throws what keeps the shop from booting, or the database from being used
 */
export function withShopAt<Result>(work: (app: FastifyInstance) => Promise<Result>): Promise<Result> {
  const { config } = readConfig({ flags: {}, env: process.env })
  return withPreparedDatabase(config, (url) => bootFor(work, config, url))
}

async function bootFor<Result>(
  work: (app: FastifyInstance) => Result | Promise<Result>,
  config: Config,
  databaseUrl: string
): Promise<Result> {
  const logs = { error: process.stderr, reopen() {}, close() {} }
  const app = createServer({ ...config, logLevel: 'silent' }, databaseUrl, logs, {
    own: await loadShop(config),
    connectionTimeout: COMMAND_TIMEOUT
  })
  try {
    await app.ready()
    return await work(app)
  } finally {
    await app.close()
  }
}
