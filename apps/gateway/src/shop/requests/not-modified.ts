import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'

/** Sends 304 to a visitor who has the page already (RFC 9110, 13.1.2 and 15.4.5). */
export default fp(notModified, { name: 'not-modified', fastify: '5.x' })

async function notModified(app: FastifyInstance) {
  app.addHook('onSend', async (request, reply, page) => {
    const condition = request.headers['if-none-match']
    if (!condition || reply.statusCode !== 200 || !isRead(request)) return page
    if (!isPage(request, reply, page) || !names(condition, reply.getHeader('etag'))) return page
    for (const header of ['content-type', 'content-length', 'content-encoding']) reply.removeHeader(header)
    reply.code(304)
    // And not '', for which Fastify would say that the page has no length.
    return null
  })
}

function isRead({ method }: FastifyRequest): boolean {
  return method === 'GET' || method === 'HEAD'
}

/** What is read from elsewhere meanwhile has its own conditions, and the tag of what staff change is its version. */
function isPage({ routeOptions }: FastifyRequest, reply: FastifyReply, body: unknown): boolean {
  const isWhole = typeof body === 'string' || Buffer.isBuffer(body)
  const isHtml = String(reply.getHeader('content-type')).startsWith('text/html')
  return isWhole && (isHtml || routeOptions.config.shared === true)
}

/** Whether a condition names the tag, compared weakly (RFC 9110, 8.8.3.2). */
function names(condition: string, etag: unknown): boolean {
  const tags = condition.split(',').map(withoutWeakness)
  return etag !== undefined && (tags.includes('*') || tags.includes(withoutWeakness(String(etag))))
}

function withoutWeakness(tag: string): string {
  return tag.trim().replace(/^W\//, '')
}
