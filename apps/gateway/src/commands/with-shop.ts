import type { FastifyInstance } from 'fastify'
import { createServer } from '../server.js'
import { readConfig } from '../settings/read-config.js'
import type { Config } from '../settings/settings.js'

/**
 * Boots the shop as far as its plan goes: it connects to no database and listens to no port.
 *
 * @throws what keeps the shop from booting
 */
export async function withShop<Result>(
  work: (app: FastifyInstance) => Result,
  config: Config = readConfig({ flags: {}, env: {} }).config
): Promise<Result> {
  const logs = { error: process.stderr, reopen() {}, close() {} }
  const app = createServer({ ...config, logLevel: 'silent' }, 'postgresql://nobody@localhost/none', logs)
  try {
    await app.ready()
    return work(app)
  } finally {
    await app.close()
  }
}
