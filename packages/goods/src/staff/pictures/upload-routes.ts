import multipart, { type MultipartFile } from '@fastify/multipart'
import { type BlueprintApp, errorMessage, RowId, type Translate, wantsHtml } from '@larder/blueprint'
import { addPicture, MOST_BYTES, PICTURES_ERR_TOO_LARGE } from '@larder/pictures'
import { flash } from '@larder/session'
import { actorOf } from '@larder/staff'
import type { FastifyError, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { GOODS_ERR_NOT_FOUND, GOODS_ERR_UPLOAD } from '../../errors.js'
import { MOST_PICTURES } from '../../pictures/good-pictures.js'
import { type AddOutcome, addToGood, findPicturedGood } from './change-pictures.js'

/** Takes pictures of a good: several in a form, or one after the other. */
export default function uploadRoutes(app: BlueprintApp): void {
  // With a parser of their own, which the other routes do not get.
  app.register(async (uploads: BlueprintApp) => {
    uploads.removeContentTypeParser('multipart/form-data')
    await uploads.register(multipart, { limits: LIMITS })
    // The page shows its reader the message that its script gets.
    uploads.setErrorHandler<FastifyError>((error, request) => {
      error.message = errorMessage(request, error)
      throw error
    })
    const upload = {
      summary: 'Adds pictures to a good: the files of a form (multipart/form-data)',
      params: Type.Object({ id: RowId() }),
      response: { 200: Received, 422: Received }
    }
    const limit = { bodyLimit: MOST_OF_REQUEST, onRequest: refuseTooLong }
    const edit = { name: 'upload', config: { permission: 'goods.edit' }, ...limit }
    uploads.post('/:id/pictures/files', { ...edit, schema: upload }, async (request, reply) => {
      const { id } = request.params
      if (!(await findPicturedGood(app.db, id))) throw new GOODS_ERR_NOT_FOUND()
      const received = await receive(app, request, id)
      const { added, refused } = received
      if (!wantsHtml(request)) return reply.code(added === 0 ? 422 : 200).send(received)
      if (added > 0) flash(request, request.t('goods-staff:pictures-added', { n: added }))
      for (const { file, problem } of refused)
        flash(request, request.t('goods-staff:picture-refused', { file, problem }))
      return reply.redirect(app.urlFor('goods-staff.pictures', { id }), 303)
    })
  })
}

/** What became of the files. */
const Received = Type.Object({
  added: Type.Integer({ description: 'How many pictures the good has more.' }),
  refused: Type.Array(
    Type.Object({
      file: Type.String({ description: 'What it was called.' }),
      problem: Type.String({ description: 'In a sentence.' })
    })
  )
})
type Received = Static<typeof Received>

/** One file after the other: no more than one is in memory, and no more is read of one that is too large. */
async function receive(app: BlueprintApp, request: FastifyRequest, id: number): Promise<Received> {
  const received: Received = { added: 0, refused: [] }
  for await (const part of request.files()) {
    const problem = await addFile(app, request, id, part)
    if (problem === undefined) received.added += 1
    else received.refused.push({ file: part.filename || request.t('goods-staff:upload.nothing'), problem })
  }
  return received
}

/** @returns why it was refused, for people; undefined where it was added */
async function addFile(
  app: BlueprintApp,
  request: FastifyRequest,
  id: number,
  part: MultipartFile
): Promise<string | undefined> {
  const bytes = await readWhole(part)
  if (bytes.length === 0 && !part.filename) return request.t('goods-staff:upload.no-file')
  try {
    const { outcome } = await addToGood(app, id, actorOf(request), await addPicture(app, bytes))
    return outcome === 'added' ? undefined : problemOf(outcome, request.t)
  } catch (error) {
    if (isRefusal(error)) return errorMessage(request, error)
    throw error
  }
}

/** @throws PICTURES_ERR_TOO_LARGE (413) for the whole request: what follows is not read */
async function readWhole(part: MultipartFile): Promise<Buffer> {
  try {
    return await part.toBuffer()
  } catch (error) {
    throw part.file.truncated ? new PICTURES_ERR_TOO_LARGE() : error
  }
}

function problemOf(outcome: Exclude<AddOutcome['outcome'], 'added'>, t: Translate): string {
  return outcome === 'full'
    ? t('goods-staff:upload.full', { most: MOST_PICTURES })
    : t.of('goods-staff:uploadProblem', outcome)
}

/** An error of the picture itself. */
function isRefusal(error: unknown): error is Error & { code: string } {
  return error instanceof Error && 'code' in error && /^PICTURES_ERR_/.test(String(error.code))
}

const LIMITS = {
  fileSize: MOST_BYTES,
  files: MOST_PICTURES,
  fields: 8,
  fieldSize: 1_024,
  parts: MOST_PICTURES + 8
}

/** Bytes of a whole request, with the heads of its parts. */
const MOST_OF_REQUEST = MOST_PICTURES * MOST_BYTES + 64 * 1024

/** Before anything of the body is read. */
async function refuseTooLong({ headers }: FastifyRequest): Promise<void> {
  if (Number(headers['content-length'] ?? 0) > MOST_OF_REQUEST) throw new GOODS_ERR_UPLOAD()
}
