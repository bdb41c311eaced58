import multipart from '@fastify/multipart'
import { type BlueprintApp, wantsHtml, writeText } from '@larder/blueprint'
import { addPicture, MOST_BYTES, PICTURES_ERR_EMPTY, type Picture, pictureSources } from '@larder/pictures'
import { flash } from '@larder/session'
import { actorOf, STAFF_ERR_CHANGED } from '@larder/staff'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { SETTINGS_ERR_UNKNOWN_SECTION } from '../errors.js'
import { readPicture } from '../picture-value.js'
import type { Section } from '../settings-store.js'
import { changePicture } from './change-picture.js'

/** The pictures of sections: each has a page of its own, since a form with a file is sent by itself. */
export default function pictureRoutes(app: BlueprintApp): void {
  showRoute(app)
  uploadRoute(app)

  const remove = { ...EDIT, schema: { ...CHANGE, summary: 'Takes a picture of a section away' } }
  app.post('/:section/pictures/:field/remove', { name: 'remove-picture', ...remove }, (request, reply) =>
    change(app, request, reply, undefined)
  )
}

function showRoute(app: BlueprintApp): void {
  const sourcesOf = pictureSources(app.urlFor)
  const show = {
    ...EDIT,
    schema: { summary: 'A picture of a section', params: PictureParams, response: { 200: PictureView } }
  }
  const page = { name: 'picture', templates: ['picture'], ...show }
  app.get('/:section/pictures/:field', page, async (request, reply) => {
    const { section, field } = findField(app, request.params)
    await app.settings.load()
    const picture = readPicture(String(app.settings.store.get(section.name)[field] ?? ''))
    if (!wantsHtml(request)) return { picture: picture ? sourcesOf(picture).large : null }
    const shown = picture && { ...sourcesOf(picture), ...picture }
    const { label = field, hint = '' } = section.fields[field] ?? {}
    const megabytes = MOST_BYTES / 1024 / 1024
    const { t } = request
    const words = { label: writeText(label, t), hint: writeText(hint, t) }
    const of = { name: section.name, label: writeText(section.label, t) }
    return reply.view('picture', { section: of, field, ...words, shown, megabytes })
  })
}

/** With a parser of its own, which the other routes do not get. */
function uploadRoute(app: BlueprintApp): void {
  app.register(async (uploads: BlueprintApp) => {
    uploads.removeContentTypeParser('multipart/form-data')
    await uploads.register(multipart, { limits: { fileSize: MOST_BYTES, files: 1, fields: 1, parts: 2 } })
    const summary = 'Sets a picture of a section: the file of a form (multipart/form-data)'
    const upload = {
      name: 'upload-picture',
      ...EDIT,
      bodyLimit: MOST_BYTES + 64 * 1024,
      schema: { ...CHANGE, summary }
    }
    uploads.post('/:section/pictures/:field/file', upload, async (request, reply) => {
      findField(app, request.params)
      const file = await request.file()
      if (!file) throw new PICTURES_ERR_EMPTY()
      return change(app, request, reply, await addPicture(app, await file.toBuffer()))
    })
  })
}

type Params = Static<typeof PictureParams>

/** @throws STAFF_ERR_CHANGED (409) */
async function change(
  app: BlueprintApp,
  request: FastifyRequest<{ Params: Params }>,
  reply: FastifyReply,
  picture: Picture | undefined
) {
  const { section, field } = findField(app, request.params)
  const { outcome } = await changePicture(app.db, { section, field, picture }, actorOf(request))
  if (outcome !== 'saved') throw new STAFF_ERR_CHANGED()
  await app.settings.load()
  const { t } = request
  if (!wantsHtml(request)) return { message: t('settings-staff:saved') }
  flash(request, picture ? t('settings-staff:picture-saved') : t('settings-staff:picture-removed'))
  return reply.redirect(app.urlFor('settings-staff.picture', { section: section.name, field }), 303)
}

/** @throws SETTINGS_ERR_UNKNOWN_SECTION (404) */
function findField(app: BlueprintApp, { section: name, field }: Params): { section: Section; field: string } {
  const section = app.settings.store.section(name)
  if (section.fields[field]?.kind !== 'picture') throw new SETTINGS_ERR_UNKNOWN_SECTION(`${name}.${field}`)
  return { section, field }
}

const EDIT = { config: { permission: 'settings.edit' } }
const PictureParams = Type.Object({
  section: Type.String({ pattern: '^[a-z][a-z-]{0,63}$' }),
  field: Type.String({ pattern: '^[a-zA-Z]{1,32}$' })
})
const PictureView = Type.Object({
  picture: Type.Union([Type.String(), Type.Null()], { description: 'Its URL.' })
})
const CHANGE = { params: PictureParams, response: { 200: Type.Object({ message: Type.String() }) } }
