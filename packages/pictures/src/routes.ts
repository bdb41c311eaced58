import type { BlueprintApp } from '@larder/blueprint'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { MAKE_SIZES } from './add-picture.js'
import { PICTURES_ERR_NOT_FOUND } from './errors.js'
import { findSize, makeSizes } from './make-size.js'
import { readPublicName, TYPES } from './picture-files.js'

export default async function routes(app: BlueprintApp) {
  app.tasks.add(MAKE_SIZES, ({ picture }, { signal }) => makeSizes(app.files, picture, signal))

  const file = {
    summary: 'A picture in one of its sizes, or a drawing',
    params: Type.Object({ file: Type.String({ maxLength: 80 }) })
  }
  app.get('/:file', { name: 'file', schema: file, config: { impersonal: true } }, async (request, reply) => {
    const name = request.params.file
    const found = await findPublicFile(app.files, name, hasAlready(request, name))
    if (!found) throw new PICTURES_ERR_NOT_FOUND()
    return send(reply, name, found)
  })
}

interface Found {
  type: string
  /** Undefined where the client has them. */
  bytes: Buffer | undefined
}

async function findPublicFile(
  files: FastifyInstance['files'],
  name: string,
  isKnown: boolean
): Promise<Found | undefined> {
  const wanted = readPublicName(name)
  if (!wanted) return undefined
  const type = wanted.kind === 'drawing' ? TYPES.svg : TYPES[wanted.format]
  if (isKnown) return { type, bytes: undefined }
  const bytes = wanted.kind === 'drawing' ? (await files.get(name))?.bytes : await findSize(files, wanted)
  return bytes && { type, bytes }
}

/** The name says what the file holds, so it is its own ETag (RFC 9110, 13.1.2). */
function hasAlready({ headers }: FastifyRequest, name: string): boolean {
  return headers['if-none-match']?.includes(etagOf(name)) ?? false
}

function etagOf(name: string): string {
  return `"${name}"`
}

/** Kept for ever (RFC 8246). A drawing that is opened by itself runs no script. */
function send(reply: FastifyReply, name: string, { type, bytes }: Found): FastifyReply {
  reply.headers({
    'cache-control': 'public, max-age=31536000, immutable',
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    etag: etagOf(name)
  })
  return bytes ? reply.type(type).send(bytes) : reply.code(304).send()
}
