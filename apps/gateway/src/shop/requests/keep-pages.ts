import { ReadStream } from 'node:fs'
import { buffer } from 'node:stream/consumers'
import { languagesIn, wantsHtml } from '@larder/blueprint'
import { guestLanguage } from '@larder/languages'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { encodingFor } from './compress-pages.js'
import { type KeptHeaders, KeptPages } from './kept-pages.js'

/**
 * Two plugins, by which pages and files of routes with `config: { shared: true }` are shown again for a moment to visitors who
 * have no session. The first answers, before anything is read for the visitor. The second comes after all that changes a page.
 * One that has been kept for `maxAge` is made anew for one visitor; others still see it, for as long again at most.
 *
 * @param maxAge milliseconds; 0 to make each page anew
 */
export function keepPages(maxAge: number) {
  const pages = new KeptPages(maxAge)
  const keys = new WeakMap<FastifyRequest, string>()

  async function showAgain(app: FastifyInstance) {
    if (maxAge === 0) return
    app.addHook('onRequest', (request, reply, done) => {
      if (!isForAll(request)) return done()
      const key = keyOf(request)
      const page = pages.find(key)
      if (page) return void reply.headers(page.headers).send(page.body)
      keys.set(request, key)
      done()
    })
  }

  async function keep(app: FastifyInstance) {
    // The cookie's text may hide that there is one: its parser takes `session =`, too.
    app.addHook('onRequest', (request, _reply, done) => {
      if (request.session?.stored) keys.delete(request)
      done()
    })
    app.addHook('onSend', async (request, reply, body) => {
      const key = keys.get(request)
      if (!key || !isKept(request, reply)) return body
      const whole = await wholeOf(body, reply)
      if (whole) pages.keep(key, headersOf(reply), whole)
      return whole ?? body
    })
  }

  return {
    showAgain: fp(showAgain, { name: 'show-pages-again', fastify: '5.x' }),
    keep: fp(keep, {
      name: 'keep-pages',
      fastify: '5.x',
      dependencies: ['@larder/session', 'compress-pages']
    })
  }
}

/** Whether the visitor asks for the whole, whatever it is, and seems to have nothing of their own that it could show. */
function isForAll({ method, headers, routeOptions, server }: FastifyRequest): boolean {
  const { shared, impersonal } = routeOptions.config
  if (method !== 'GET' || !shared || OTHER_WISHES.some((header) => headers[header])) return false
  // Beside a tag the time says nothing (RFC 9110, 13.1.3).
  if (headers['if-modified-since'] && !headers['if-none-match']) return false
  return impersonal === true || !headers.cookie?.includes(`${server.sessionSettings.cookieName}=`)
}

const OTHER_WISHES = ['authorization', 'range', 'if-match', 'if-unmodified-since']

/** What is sent, if it is small enough to be kept. */
async function wholeOf(body: unknown, reply: FastifyReply): Promise<Buffer | undefined> {
  if (typeof body === 'string') return Buffer.from(body)
  if (Buffer.isBuffer(body)) return body
  const isSmall = Number(reply.getHeader('content-length')) <= LARGEST_FILE
  return body instanceof ReadStream && isSmall ? await buffer(body) : undefined
}

/** Bytes. */
const LARGEST_FILE = 2 ** 16

/** All that a page depends on: a file neither on the language nor on the kind that is asked for. */
function keyOf(request: FastifyRequest): string {
  const { protocol, host, originalUrl, server } = request
  const place = [protocol, host, originalUrl, encodingFor(request)]
  if (request.routeOptions.config.impersonal) return place.join(' ')
  const language = languagesIn(server).all.length > 1 ? guestLanguage(request) : undefined
  return [...place, wantsHtml(request), language, server.settings.store.revision].join(' ')
}

/** Whether others may see this answer: it gives the visitor nothing to keep, and depends on nothing that the key has not. */
function isKept(request: FastifyRequest, reply: FastifyReply): boolean {
  const vary = String(reply.getHeader('vary') ?? '').toLowerCase()
  const isKnown = vary.split(/, */).every((header) => IN_KEY.has(header))
  const encoding = reply.getHeader('content-encoding')
  // For a file another one may have been chosen, which not everybody reads.
  const isReadable = encoding === undefined || encoding === encodingFor(request)
  const storing = String(reply.getHeader('cache-control'))
  // A file by any other query would be kept again and again, in the place of pages.
  const isNamed = !request.routeOptions.config.impersonal || isOwnUrl(request, storing)
  const isForOne = reply.hasHeader('set-cookie') || request.server.draining || storing.includes('no-store')
  return reply.statusCode === 200 && isKnown && isReadable && isNamed && !isForOne
}

function isOwnUrl({ originalUrl }: FastifyRequest, storing: string): boolean {
  return !originalUrl.includes('?') || storing.includes('immutable')
}

/** The language's cookie is in the key. The session's is not: a page of a request that opened one is never kept. */
const IN_KEY = new Set(['', 'accept', 'accept-encoding', 'accept-language', 'cookie'])

/** Those of the page; its id is the request's. */
function headersOf(reply: FastifyReply): KeptHeaders {
  const { 'x-request-id': _id, ...headers } = reply.getHeaders()
  return headers
}
