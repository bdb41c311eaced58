import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { GATEWAY_ERR_URL, GATEWAY_ERR_URL_TOO_LONG } from '../../errors.js'

/**
 * Sends a request whose URL Fastify cannot read (`/%zz`, or with a part of over 100 characters) on its way once more,
 * by another: by itself Fastify answers it outside the app, without hooks and pages.
 */
export function routeMalformed(
  app: FastifyInstance,
  code: string,
  request: IncomingMessage & { originalUrl?: string },
  response: ServerResponse
): void {
  malformed.set(
    request,
    code === 'FST_ERR_MAX_PARAM_LENGTH' ? new GATEWAY_ERR_URL_TOO_LONG() : new GATEWAY_ERR_URL()
  )
  // The access log shows what was asked for, which Fastify writes anew on the way.
  const asked = request.originalUrl ?? request.url
  Object.defineProperty(request, 'originalUrl', { get: () => asked, set() {} })
  request.url = NOWHERE
  app.routing(request, response)
}

/** What is wrong with the URL of a request that came by here. */
export function urlErrorOf(request: IncomingMessage): Error | undefined {
  return malformed.get(request)
}

const malformed = new WeakMap<IncomingMessage, Error>()

// Whatever route this finds, the error comes first.
const NOWHERE = '/malformed-url'
