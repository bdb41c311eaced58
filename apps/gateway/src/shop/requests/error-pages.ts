import { STATUS_CODES } from 'node:http'
import { errorMessage, type Translate, translatorOf, wantsHtml } from '@larder/blueprint'
import { isDatabaseAway } from '@larder/database'
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
  let allowed: ReturnType<typeof allowedMethods> | undefined
  app.addHook('onRequest', (request, _reply, done) => done(urlErrorOf(request.raw)))
  app.setNotFoundHandler((request, reply) => {
    // It takes a part of the start, and not every worker is asked for what there is not.
    allowed ??= allowedMethods(app)
    const methods = allowed(request.url.split('?', 1)[0] ?? '')
    const t = speakTo(request)
    if (methods.length === 0 || methods.includes(request.method))
      return answer(request, reply, 404, t('error.nothing'))
    return answer(request, reply.header('allow', methods.join(', ')), 405, t('error.not-so'))
  })
}

/** Pages speak the visitor's language. What programs get is always the same. */
function speakTo(request: FastifyRequest): Translate {
  return wantsHtml(request) ? request.t : translatorOf(request.server, 'en').t
}

function statusOf(error: FastifyError): number {
  const status = error.statusCode ?? 500
  if ((status >= 400 && status < 500) || status === 503) return status
  return isDatabaseAway(error) ? 503 : 500
}

/** What went wrong, in words that JSON has, and the page too if they are for people. */
function sayTo(request: FastifyRequest, error: FastifyError, status: number): string {
  const t = speakTo(request)
  if (status === 500) return t('error.broken')
  if (status === 503) return t('error.away')
  if (!wantsHtml(request)) return error.message
  // What a schema or Fastify says of a request is for programmers.
  const isForPrograms = error.validation || error.code?.startsWith('FST_')
  return isForPrograms ? t('error.check') : errorMessage(request, error)
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
  const heading = headingOf(status, request.t)
  const sayPlainly = (fault: unknown) => {
    // Fastify would answer with what this says.
    request.log.error(fault)
    return reply.type('text/plain; charset=utf-8').send(`${heading}\n`)
  }
  // A page that loads something fails later: then it sends the fault.
  const send = (page: unknown) => (page instanceof Error ? sayPlainly(page) : reply.send(page))
  const guarded: FastifyReply = Object.create(reply, { send: { value: send } })
  try {
    guarded.view('error', { heading, message, requestId })
    return reply
  } catch (fault) {
    return sayPlainly(fault)
  }
}

/** What the page says in the place of HTTP's own words. */
function headingOf(status: number, t: Translate): string {
  if (status === 401) return t('error.heading-401')
  if (status === 403) return t('error.heading-403')
  if (status === 404) return t('error.heading-404')
  if (status === 429) return t('error.heading-429')
  if (status === 503) return t('error.heading-503')
  return status < 500 ? t('error.heading-400') : t('error.heading-500')
}
