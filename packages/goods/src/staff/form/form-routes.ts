import { type BlueprintApp, formLimit, RowId, Text, WholeNumber, wantsHtml } from '@larder/blueprint'
import type { Database } from '@larder/database'
import { actorOf, seenVersion, sendVersion } from '@larder/staff'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { GOODS_ERR_NOT_FOUND } from '../../errors.js'
import { stateOf } from './change-state.js'
import { copyGood } from './copy-good.js'
import { findStaffGood, type StaffGood } from './find-staff-good.js'
import { DEFAULT_VALUES, differingValues, GoodFields, printGood, sentValues } from './good-values.js'
import { type FindTaxCategories, insertGood, updateGood } from './save-good.js'
import { answerSaved, formShower, readShown } from './show-form.js'

/** The form of a good: new, to be changed, and as a copy. */
export default function formRoutes(
  app: BlueprintApp,
  { currency, findTaxCategories }: { currency: () => string; findTaxCategories: FindTaxCategories }
): void {
  const edit = { config: { permission: 'goods.edit' } }
  const save = { ...edit, templates: ['form'], bodyLimit: GOOD_BODY_LIMIT }
  const read = { config: { permission: 'goods.read' } }
  /** Who saves a good, and reads what is wrong with it. */
  const byOf = (request: FastifyRequest) => ({ actor: actorOf(request), t: request.t, findTaxCategories })
  const showForm = formShower(app, currency)
  const answer = answerSaved(app, showForm)

  const blank = { summary: 'A form for a new good' }
  app.get('/new', { name: 'new', templates: ['form'], ...edit, schema: blank }, (request, reply) =>
    showForm(request, reply, { values: DEFAULT_VALUES })
  )

  const create = { summary: 'Makes a good', body: GoodForm, response: { 201: Saved, 422: Refused } }
  app.post('/new', { ...save, schema: create }, async (request, reply) => {
    const sent = sentValues(request.body)
    const saved = await insertGood(app.db, sent, { ...byOf(request), currency: currency() })
    reply.code(201)
    return answer(request, reply, saved, { own: sent, values: sent, shown: {} })
  })

  const show = { summary: 'A good, as its form shows it', params: Params, response: { 200: GoodAnswer } }
  app.get('/:id', { name: 'edit', templates: ['form'], ...read, schema: show }, async (request, reply) => {
    const good = await findGood(app.db, request.params.id)
    sendVersion(reply, good.version)
    const values = printGood(good)
    if (!wantsHtml(request)) return { ...values, id: good.id, version: good.version, state: stateOf(good) }
    return showForm(request, reply, { good, values, shown: values })
  })

  const change = {
    summary: 'Changes the fields of a good that are sent',
    params: Params,
    body: GoodForm,
    response: { 200: Saved, 422: Refused }
  }
  app.post('/:id', { ...save, schema: change }, async (request, reply) => {
    const { id } = request.params
    const values = sentValues(request.body)
    const shown = readShown(request.body.shown)
    const version = seenVersion(request)
    const own = differingValues(values, shown)
    const saved = await updateGood(app.db, { id, version, sent: own }, byOf(request))
    const good = saved.outcome === 'problems' ? await findGood(app.db, id) : undefined
    return answer(request, reply, saved, { own, values, shown, version, good })
  })

  const copy = { summary: 'Makes another good like this one', params: Params, response: { 201: Saved } }
  app.post('/:id/copy', { name: 'copy', ...edit, schema: copy }, async (request, reply) => {
    const good = await findGood(app.db, request.params.id)
    const saved = await copyGood(app.db, good, { ...byOf(request), currency: good.currency })
    reply.code(201)
    return answer(request, reply, saved, { own: {}, values: {}, shown: {} })
  })
}

/** @throws GOODS_ERR_NOT_FOUND (404) */
async function findGood(db: Database, id: number): Promise<StaffGood> {
  const good = await findStaffGood(db, id)
  if (!good) throw new GOODS_ERR_NOT_FOUND()
  return good
}

export const Params = Type.Object({ id: RowId('The good’s') })

/** From which state of a good its form was filled in. */
export const SeenForm = Type.Object({
  version: Type.Optional(WholeNumber({ minimum: 0, maximum: 2_147_483_647 })),
  shown: Type.Optional(Text(200_000, 'JSON of the fields that the form showed'))
})
/** Of routes with three texts of up to 10,000 characters, each beside the one that was shown. */
export const GOOD_BODY_LIMIT = formLimit(60_000)
const GoodForm = Type.Object({ ...GoodFields.properties, ...SeenForm.properties })

export const Saved = Type.Object({ id: Type.Integer(), version: Type.Integer() })
export const Refused = Type.Object({
  message: Type.String(),
  problems: Type.Record(Type.String(), Type.String())
})
const GoodAnswer = Type.Object({
  id: Type.Integer(),
  version: Type.Integer(),
  state: Type.Enum(['published', 'unpublished', 'archived']),
  ...Type.Required(GoodFields).properties
})
