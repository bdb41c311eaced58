import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

/** Sends 304 to a visitor who has the page already (RFC 9110, 13.1.2 and 15.4.5). */
export default fp(notModified, { name: 'not-modified', fastify: '5.x' })

async function notModified(app: FastifyInstance) {
  app.addHook('onSend', async ({ headers }, reply, page) => {
    const condition = headers['if-none-match']
    if (!condition || reply.statusCode !== 200 || !names(condition, reply.getHeader('etag'))) return page
    // What is read from elsewhere meanwhile has its own conditions.
    if (typeof page !== 'string' && !Buffer.isBuffer(page)) return page
    for (const header of ['content-type', 'content-length', 'content-encoding']) reply.removeHeader(header)
    reply.code(304)
    return ''
  })
}

/** Whether a condition names the tag, compared weakly. */
function names(condition: string, etag: unknown): boolean {
  const tags = condition.split(',').map((tag) => tag.trim())
  return etag !== undefined && (tags.includes('*') || tags.includes(String(etag)))
}
