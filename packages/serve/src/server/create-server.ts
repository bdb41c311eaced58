import type { OutgoingHttpHeaders } from 'node:http'
import Fastify, { type FastifyInstance, type FastifyServerOptions, LogController } from 'fastify'
import { logRequests } from '../logs/access-log.js'
import { isTerminalLog, type Logs } from '../logs/log-files.js'
import type { ServeConfig } from '../settings/settings.js'
import { makeClientErrorHandler } from './client-errors.js'
import { HTTP_OPTIONS, SLOWEST_REQUEST } from './http-options.js'
import { lazySchemas } from './lazy-schemas.js'
import { addServerHooks } from './server-hooks.js'

export interface ServerOptions {
  /** Headers of each answer to what is no request of HTTP. @default none */
  clientErrorHeaders?: OutgoingHttpHeaders | undefined
  /** Whether requests are told of in the app's own log where there is no access log. @default on a terminal */
  logsRequests?: boolean | undefined
  /** What each line of the app's log has besides: the ids of the trace. @default nothing */
  logFields?: (() => Record<string, string>) | undefined
  /** What Fastify is to be told besides. */
  fastify?:
    | Pick<
        FastifyServerOptions,
        'ajv' | 'frameworkErrors' | 'rewriteUrl' | 'routerOptions' | 'schemaController'
      >
    | undefined
}

/** A Fastify app that does all that the settings say of a server. It has no route, and does not listen yet. */
export function createServer(config: ServeConfig, logs: Logs, options: ServerOptions = {}): FastifyInstance {
  const app: FastifyInstance = Fastify({
    logger: { level: config.logLevel, stream: logs.error, mixin: options.logFields },
    logController: new LogController({ disableRequestLogging: true }),
    clientErrorHandler: makeClientErrorHandler(options.clientErrorHeaders),
    bodyLimit: config.bodyLimit,
    keepAliveTimeout: config.keepAlive * 1_000,
    requestTimeout: SLOWEST_REQUEST,
    // The master watches over a start, by the processor time that it has had: Fastify's 10 seconds end one on a busy machine.
    pluginTimeout: 0,
    http: HTTP_OPTIONS,
    forceCloseConnections: 'idle',
    schemaController: lazySchemas,
    ...options.fastify
  })
  addServerHooks(app, config, logs)
  // In production nobody reads requests among the errors.
  if (!logs.access && (options.logsRequests ?? isTerminalLog(config))) logRequests(app)
  return app
}
