import { STATUS_CODES } from 'node:http'
import { wantsHtml } from '@larder/blueprint'
import { isDatabaseAway } from '@larder/database'
import { listCategories } from '@larder/goods'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { allowedMethods } from './allowed-methods.js'
import { urlErrorOf } from './malformed-url.js'

/** Answers what went wrong, as a page or as JSON. What a fault says is for the log, not for the visitor. */
export default fp(errorPages, { name: 'error-pages', fastify: '5.x', dependencies: ['@larder/blueprint'] })

async function errorPages(app: FastifyInstance) {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const status = statusOf(error)
    if (status === 503) {
      // There are many of these at once, and where in our code it was noticed tells nothing.
      request.log.warn(`503: ${error.message.trim().split('\n').at(-1)}`)
      reply.header('retry-after', 5)
    } else if (status >= 500) request.log.error(error)
    return answer(
      request,
      reply,
      status,
      sayTo(request, error, status),
      status < 500 ? error.code : undefined
    )
  })
  let allowed = (_path: string): string[] => []
  app.addHook('onReady', async () => {
    allowed = allowedMethods(app)
  })
  app.addHook('onRequest', (request, _reply, done) => done(urlErrorOf(request.raw)))
  app.setNotFoundHandler((request, reply) => {
    const methods = allowed(request.url.split('?', 1)[0] ?? '')
    if (methods.length === 0 || methods.includes(request.method)) return answer(request, reply, 404, NOTHING)
    return answer(request, reply.header('allow', methods.join(', ')), 405, NOT_SO)
  })
}

const NOTHING = 'There is nothing at this address.'
const NOT_SO = 'This address cannot be opened like that.'

const FAULTS: Record<number, string> = {
  500: 'Something broke on our side. Please try again.',
  503: 'We cannot answer just now. Please try again in a moment.'
}

function statusOf(error: FastifyError): number {
  const status = error.statusCode ?? 500
  if ((status >= 400 && status < 500) || status === 503) return status
  return isDatabaseAway(error) ? 503 : 500
}

/** What went wrong, in words that JSON has, and the page too if they are for people. */
function sayTo(request: FastifyRequest, error: FastifyError, status: number): string {
  if (status >= 500) return FAULTS[status] ?? error.message
  // What a schema or Fastify says of a request is for programmers.
  const isForPrograms = error.validation || error.code?.startsWith('FST_')
  return isForPrograms && wantsHtml(request) ? 'Please check what you entered, and try again.' : error.message
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  message: string,
  code?: string
): Promise<FastifyReply> {
  reply.code(status).header('cache-control', 'no-store')
  const requestId = status >= 500 ? request.id : undefined
  if (!wantsHtml(request)) {
    return reply.send({ statusCode: status, error: STATUS_CODES[status], message, code, requestId })
  }
  // A way on from here. A fault may well be one of the database.
  const categories = status < 500 ? await listCategories(request.server.db).catch(() => []) : []
  const heading = headingOf(status)
  try {
    return reply.view('error', { heading, message, requestId, categories })
  } catch (fault) {
    // Fastify would answer with what this says.
    request.log.error(fault)
    return reply.type('text/plain; charset=utf-8').send(`${heading}\n`)
  }
}

/** What the page says in the place of HTTP's own words. */
function headingOf(status: number): string {
  return HEADINGS[status] ?? (status < 500 ? 'We could not use that request' : 'Something went wrong here')
}

const HEADINGS: Record<number, string> = {
  401: 'Please log in',
  403: 'You may not open this page',
  404: 'We cannot find this page',
  429: 'Too many tries',
  503: 'We will be back in a moment'
}
