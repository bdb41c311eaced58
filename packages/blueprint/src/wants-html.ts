import accepts from 'accepts'
import type { FastifyRequest } from 'fastify'

/**
 * Whether the client is better answered with a page than with JSON (RFC 9110, section 12.5.1). One that does not mind
 * gets a page where it reads and JSON where it writes: browsers say what they want, programs often do not.
 */
export function wantsHtml(request: FastifyRequest): boolean {
  const reads = request.method === 'GET' || request.method === 'HEAD'
  return accepts(request.raw).type(reads ? ['html', 'json'] : ['json', 'html']) === 'html'
}
