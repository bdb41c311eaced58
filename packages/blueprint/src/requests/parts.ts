import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'

/**
 * A body that is made and sent part by part. None is made for HEAD: Fastify would read them all,
 * and send nothing.
 */
export function inParts(request: FastifyRequest, parts: AsyncIterable<string>): Readable {
  return Readable.from(request.method === 'HEAD' ? [] : parts)
}
