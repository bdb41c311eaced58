import diagnostics from 'node:diagnostics_channel'
import type { FastifyInstance } from 'fastify'
import pino from 'pino'
import { SERVE_ERR_APP_LISTENS } from '../errors.js'
import { writeAccessLog } from '../logs/access-log.js'
import type { Logs } from '../logs/log-files.js'
import { addBrokenOff } from '../metrics/broken-off.js'
import type { ServeConfig } from '../settings/settings.js'
import { addStates } from './app-states.js'
import { addRequestIds } from './request-ids.js'
import { proxyCheck, trustProxies } from './trusted-proxies.js'

/**
 * Adds what the settings say of a server to an app that has no plugin yet: visitors behind proxies, request ids, the access
 * log, connections that end with the worker. Does nothing where an app has it already.
 */
export function addServerHooks(app: FastifyInstance, config: ServeConfig, logs: Logs): void {
  if (hasServerHooks(app)) return
  const { forwardedAllowIps, realIpHeader, secureSchemeHeader } = config
  const isProxy = proxyCheck(forwardedAllowIps)
  trustProxies(app, { isProxy, realIpHeader, secureSchemeHeader })
  addRequestIds(app, isProxy)
  addStates(app)
  addBrokenOff(app)
  if (logs.access) writeAccessLog(app, logs.access, config.accessLogformat)
}

/** Whether {@link addServerHooks} has seen this app. */
export function hasServerHooks(app: FastifyInstance): boolean {
  return app.hasDecorator('draining') && app.hasDecorator('leaving')
}

/**
 * Adds the same to each app that is made from now on, before anybody else adds a hook or a plugin to it: a plugin inherits
 * the hooks that are there before it. Such an app may not listen by itself. Fastify tells of each app that is made on the
 * channel `fastify.initialization` (https://fastify.dev/docs/latest/Reference/Hooks/, "Diagnostics Channel Hooks").
 *
 * @returns what leaves the apps alone that are made after it
 */
export function hookIntoApps(config: ServeConfig, logs: Logs): () => void {
  const hookInto = (message: unknown) => {
    const app = typeof message === 'object' && message && 'fastify' in message && message.fastify
    if (!isApp(app)) return
    addServerHooks(app, config, logs)
    app.listen = () => {
      const error = new SERVE_ERR_APP_LISTENS()
      // An app that catches the error may not log it.
      pino({ level: config.logLevel }, logs.error).fatal(error.message)
      throw error
    }
  }
  diagnostics.subscribe(CHANNEL, hookInto)
  return () => void diagnostics.unsubscribe(CHANNEL, hookInto)
}

const CHANNEL = 'fastify.initialization'

/** Whether something is a Fastify app. */
export function isApp(value: unknown): value is FastifyInstance {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['addHook', 'hasDecorator', 'inject', 'ready', 'routing'].every(
      (name) => typeof Reflect.get(value, name) === 'function'
    )
  )
}
