import accepts from 'accepts'
import type { FastifyReply, FastifyRequest } from 'fastify'

/**
 * Whether the client prefers a page to JSON (RFC 9110, section 12.5.1). A client without a
 * preference gets a page where it reads and JSON where it writes: browsers send their preference,
 * programs often do not.
 */
export function wantsHtml(request: FastifyRequest): boolean {
  negotiated.add(request)
  const reads = request.method === 'GET' || request.method === 'HEAD'
  return accepts(request.raw).type(reads ? ['html', 'json'] : ['json', 'html']) === 'html'
}

/**
 * An onSend hook: tells caches that another client may be answered otherwise (RFC 9110, section
 * 12.5.5).
 */
export async function varyByAccept(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (!negotiated.delete(request)) return
  const vary = reply.getHeader('vary')
  reply.header('vary', vary ? `${vary}, Accept` : 'Accept')
}

const negotiated = new WeakSet<FastifyRequest>()
