import database from '@larder/database'
import Fastify, { type FastifyInstance, LogController } from 'fastify'
import shop from './app.js'
import type { Config } from './config.js'
import { logStream } from './log-stream.js'

/** The shop as a Fastify server that does not listen yet. */
export function createServer(config: Config, databaseUrl: string): FastifyInstance {
  const app = Fastify({
    logger: { level: config.logLevel, stream: logStream() },
    logController: new LogController({ disableRequestLogging: true }),
    // Who reaches us by a Unix socket has no address, and is a proxy.
    trustProxy: 'path' in config.bind ? (_address, hop) => hop === 0 : config.forwardedAllowIps,
    bodyLimit: config.bodyLimit,
    requestTimeout: 30_000,
    forceCloseConnections: 'idle'
  })
  app.addHook('onResponse', async (request, reply) => {
    const ms = Math.round(reply.elapsedTime)
    request.log.info({ ip: request.ip, ms }, `${request.method} ${request.url} ${reply.statusCode}`)
  })
  app.register(database, { url: databaseUrl, poolSize: config.poolSize })
  const { publicUrl, development, only } = config
  app.register(shop, { publicUrl, development, only })
  return app
}
