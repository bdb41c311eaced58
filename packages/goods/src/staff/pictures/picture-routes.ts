import { type BlueprintApp, RowId, wantsHtml } from '@larder/blueprint'
import { MOST_BYTES } from '@larder/pictures'
import { flash } from '@larder/session'
import { actorOf, type ConflictField, readRows, replyConflict, seenVersion, sendVersion } from '@larder/staff'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { GOODS_ERR_NOT_FOUND, GOODS_ERR_PICTURE_LOST } from '../../errors.js'
import { GoodPicture, MOST_PICTURES } from '../../pictures/good-pictures.js'
import { picturesOf } from '../../pictures/show-picture.js'
import { changePictures, findPicturedGood, type PicturedGood } from './change-pictures.js'
import { readList, type SentPicture, SentPictures } from './read-list.js'
import uploadRoutes from './upload-routes.js'

/** The pictures of a good: what they show, their order and focus; and those that are sent. */
export default function pictureRoutes(app: BlueprintApp): void {
  const pictureOf = picturesOf(app)
  const params = Type.Object({ id: RowId() })
  const show = { summary: 'The pictures of a good', params, response: { 200: PicturesView } }
  const read = { name: 'pictures', templates: ['pictures'], config: { permission: 'goods.read' } }
  app.get('/:id/pictures', { ...read, schema: show }, async (request, reply) => {
    const good = await findPicturedGood(app.db, request.params.id)
    if (!good) throw new GOODS_ERR_NOT_FOUND()
    sendVersion(reply, good.version)
    if (!wantsHtml(request)) return viewOf(good)
    const most = { pictures: MOST_PICTURES, megabytes: MOST_BYTES / 1024 / 1024 }
    return reply.view('pictures', { good, most, pictureOf })
  })

  const change = {
    summary: 'Changes the order of the pictures, their texts and focus, and leaves some out',
    params,
    body: SentPictures,
    response: { 200: PicturesView }
  }
  const edit = { config: { permission: 'goods.edit' }, preValidation: readRows }
  app.post('/:id/pictures', { ...edit, schema: change }, async (request, reply) => {
    const { id } = request.params
    const wanted = { version: seenVersion(request), pictures: readList(request.body.pictures) }
    const changed = await changePictures(app, id, actorOf(request), wanted)
    switch (changed.outcome) {
      case 'unknown':
        throw new GOODS_ERR_NOT_FOUND()
      case 'lost':
        throw new GOODS_ERR_PICTURE_LOST()
      case 'changed-since':
        return conflict(app, request, reply, changed.good)
      case 'saved':
        return answer(app, request, reply, changed.good)
    }
  })

  uploadRoutes(app)
}

const PicturesView = Type.Object({
  id: Type.Integer(),
  version: Type.Integer(),
  pictures: Type.Array(GoodPicture)
})

function viewOf({ id, version, pictures }: PicturedGood) {
  return { id, version, pictures }
}

function answer(app: BlueprintApp, request: FastifyRequest, reply: FastifyReply, good: PicturedGood) {
  sendVersion(reply, good.version)
  if (!wantsHtml(request)) return viewOf(good)
  flash(request, request.t('goods-staff:pictures-saved'))
  return reply.redirect(app.urlFor('goods-staff.pictures', { id: good.id }), 303)
}

function conflict(
  app: BlueprintApp,
  request: FastifyRequest<{ Body: { pictures: SentPicture[] } }>,
  reply: FastifyReply,
  { id, name, version, pictures }: PicturedGood
) {
  const { t } = request
  const theirs = new Map(
    pictures.map((picture, index) => [picture.picture, { ...picture, place: index + 1 }])
  )
  const sent = request.body.pictures
  const known = new Set(sent.map(({ picture }) => picture))
  // Those that the form did not have are sent as they are now: the good loses what is not sent.
  const added = [...theirs.values()]
    .filter(({ picture }) => !known.has(picture))
    .map(({ focusX, focusY, ...others }): SentPicture => ({ ...others, focus_x: focusX, focus_y: focusY }))
  const fields = [...sent, ...added].flatMap((mine, index): ConflictField[] => {
    const now = theirs.get(mine.picture)
    const field = (cell: string, my: unknown, their: unknown) => ({
      label: t('goods-staff:pictures.field', { n: index + 1, field: t.of('goods-staff:pictureField', cell) }),
      name: `pictures[${index}][${cell}]`,
      mine: String(my ?? ''),
      theirs: now ? String(their ?? '') : t('goods-staff:pictures.removed')
    })
    return [
      { label: '', name: `pictures[${index}][picture]`, mine: mine.picture, theirs: mine.picture },
      field('alt', mine.alt, now?.alt),
      field('place', mine.place ?? index + 1, now?.place),
      field('focus_x', mine.focus_x, now?.focusX),
      field('focus_y', mine.focus_y, now?.focusY),
      ...(mine.remove ? [field('remove', mine.remove, '')] : [])
    ]
  })
  const back = app.urlFor('goods-staff.pictures', { id })
  return replyConflict(request, reply, {
    title: t('goods-staff:pictures.title', { name }),
    back,
    version,
    fields
  })
}
