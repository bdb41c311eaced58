import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { DestinationStream } from 'pino'
import type { BrokenOffHook } from '../metrics/broken-off.js'
import { isProbe } from '../metrics/monitoring-route.js'
import { formatAccessLog } from './access-log-format.js'
import { maskSecrets } from './mask-secrets.js'

/**
 * Writes a line for each request that was answered, or broken off by its client; none for probes.
 *
 * @param format see {@link formatAccessLog}
 */
export function writeAccessLog(app: FastifyInstance, stream: DestinationStream, format: string): void {
  const lineOf = formatAccessLog(format)
  tellOfRequests(app, (request, reply, status) =>
    stream.write(`${lineOf(describe(request, reply, status))}\n`)
  )
}

/** Tells people of each request in the app's own log. */
export function logRequests(app: FastifyInstance): void {
  tellOfRequests(app, (request, reply, status) => {
    const ms = Math.round(reply.elapsedTime)
    request.log.info(
      { ip: request.ip, ms },
      `${request.method} ${maskSecrets(request.originalUrl)} ${status}`
    )
  })
}

function tellOfRequests(app: FastifyInstance, tell: BrokenOffHook): void {
  app.addHook('onResponse', async (request, reply) => {
    if (!isProbe(request)) tell(request, reply, reply.statusCode)
  })
  app.onBrokenOff((request, reply, status) => {
    if (!isProbe(request)) tell(request, reply, status)
  })
}

function describe(request: FastifyRequest, reply: FastifyReply, status: number) {
  const { raw } = request
  return {
    address: request.ip,
    method: request.method,
    url: maskSecrets(request.originalUrl),
    version: raw.httpVersion,
    status,
    length: lengthOf(request, reply),
    elapsed: reply.elapsedTime,
    requestHeader: (name: string) => {
      const header = raw.headers[name]
      return name === 'referer' && header ? maskSecrets(String(header)) : header
    },
    responseHeader: (name: string) => reply.getHeader(name)
  }
}

function lengthOf(request: FastifyRequest, reply: FastifyReply): number | undefined {
  if (request.method === 'HEAD' || reply.statusCode === 204 || reply.statusCode === 304) return 0
  if (!reply.raw.writableEnded) return undefined
  const length = Number(reply.getHeader('content-length') ?? Number.NaN)
  return Number.isNaN(length) ? undefined : length
}
