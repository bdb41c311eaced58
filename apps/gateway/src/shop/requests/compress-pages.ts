import { hash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import accepts from 'accepts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'

/**
 * Sends pages compressed, and with a tag for {@link notModified}. A page that may not be stored is sent as it is: such pages have what only one person may know, and
 * beside a text of the visitor's choice the length of the compressed page would tell it (BREACH,
 * CVE-2013-3587).
 */
export default fp(compressPages, {
  name: 'compress-pages',
  fastify: '5.x',
  dependencies: ['@larder/session']
})

async function compressPages(app: FastifyInstance) {
  app.addHook('onSend', async (request, reply, page) => {
    if (typeof page !== 'string' || !isStored(request, reply)) return page
    const etag = `W/"${hash('sha256', page, 'base64url').slice(0, 22)}"`
    reply.header('etag', etag)
    addVary(reply)
    const encoding = encodingFor(request)
    if (!encoding || page.length < WORTHWHILE) return page
    reply.header('content-encoding', encoding).removeHeader('content-length')
    return COMPRESS[encoding](page)
  })
}

/** How pages are compressed for this visitor. */
export function encodingFor({ raw }: FastifyRequest): 'br' | 'gzip' | undefined {
  const accepted = accepts(raw).encodings()
  return ENCODINGS.find((known) => accepted.includes(known))
}

function isStored({ method }: FastifyRequest, reply: FastifyReply): boolean {
  const isRead = method === 'GET' || method === 'HEAD'
  const isPage = String(reply.getHeader('content-type')).startsWith('text/html')
  const isSecret = String(reply.getHeader('cache-control')).includes('no-store')
  return isRead && isPage && !isSecret && reply.statusCode === 200 && !reply.hasHeader('content-encoding')
}

function addVary(reply: FastifyReply): void {
  const vary = reply.getHeader('vary')
  reply.header('vary', vary ? `${vary}, Accept-Encoding` : 'Accept-Encoding')
}

// The higher qualities save a twentieth, and take several times as long.
const QUALITY = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }
const [brotli, deflate] = [promisify(brotliCompress), promisify(gzip)]
const COMPRESS = {
  br: (page: string) => brotli(page, QUALITY),
  gzip: (page: string) => deflate(page)
}

const ENCODINGS = ['br', 'gzip'] as const

/** Characters. */
const WORTHWHILE = 1_024
