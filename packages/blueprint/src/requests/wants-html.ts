import accepts from 'accepts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { kScope } from '../registry.js'

/**
 * Whether the client prefers a page to JSON (RFC 9110, section 12.5.1). A client without a
 * preference gets a page where it reads and JSON where it writes: browsers send their preference,
 * programs often do not. Nobody gets a page of a blueprint that is registered with `pages: false`.
 */
export function wantsHtml(request: FastifyRequest): boolean {
  if (request.server[kScope]?.pages === false) return false
  varyBy(request, 'Accept')
  const reads = request.method === 'GET' || request.method === 'HEAD'
  return accepts(request.raw).type(reads ? ['html', 'json'] : ['json', 'html']) === 'html'
}

/** Notes that the answer depends on these headers: caches are told so (RFC 9110, section 12.5.5). */
export function varyBy(request: FastifyRequest, ...headers: string[]): void {
  varying.set(request, [...new Set([...(varying.get(request) ?? []), ...headers])])
}

/** An onSend hook: tells caches by which headers another client may be answered otherwise. */
export async function sendVary(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const headers = varying.get(request)
  if (!headers) return
  varying.delete(request)
  const vary = String(reply.getHeader('vary') ?? '')
  const sent = vary ? vary.split(', ') : []
  reply.header('vary', [...new Set([...sent, ...headers])].join(', '))
}

const varying = new WeakMap<FastifyRequest, string[]>()
