import { type BlueprintApp, RowId, Text, WholeNumber, wantsHtml } from '@larder/blueprint'
import { formatPrice } from '@larder/money'
import { flash } from '@larder/session'
import { actorOf, replyConflict, seenVersion, sendVersion } from '@larder/staff'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { basePrice } from '../../base-price.js'
import { GOODS_ERR_NOT_FOUND, GOODS_ERR_SHOWN } from '../../errors.js'
import { listCategories } from '../../lists/list-categories.js'
import { ALLERGENS } from '../../pages/fact-rows.js'
import { stateOf } from './change-state.js'
import { copyGood } from './copy-good.js'
import { findStaffGood, type StaffGood } from './find-staff-good.js'
import {
  DEFAULT_VALUES,
  differingValues,
  type GoodField,
  GoodFields,
  type GoodProblems,
  type GoodValues,
  labelOf,
  printGood,
  sentValues
} from './good-values.js'
import { insertGood, type SaveOutcome, updateGood } from './save-good.js'

/** The form of a good: new, to be changed, and as a copy. */
export default function formRoutes(app: BlueprintApp, { currency }: { currency: () => string }): void {
  const edit = { config: { permission: 'goods.edit' } }
  const read = { config: { permission: 'goods.read' } }

  app.get('/new', { name: 'new', templates: ['form'], ...edit }, (_request, reply) =>
    showForm(reply, { values: DEFAULT_VALUES })
  )

  const create = { summary: 'Makes a good', body: GoodForm, response: { 201: Saved, 422: Refused } }
  app.post('/new', { templates: ['form'], ...edit, schema: create }, async (request, reply) => {
    const sent = sentValues(request.body)
    const saved = await insertGood(app.db, sent, { actor: actorOf(request), currency: currency() })
    return answer(request, reply.code(201), saved, sent)
  })

  const show = { summary: 'A good, as its form shows it', params: Params, response: { 200: GoodAnswer } }
  app.get('/:id', { name: 'edit', templates: ['form'], ...read, schema: show }, async (request, reply) => {
    const good = await findGood(request.params.id)
    sendVersion(reply, good.version)
    const values = printGood(good)
    if (!wantsHtml(request)) {
      const { id, version } = good
      return { ...values, id, version, state: stateOf(good) }
    }
    return showForm(reply, { good, values, shown: values })
  })

  const change = {
    summary: 'Changes the fields of a good that are sent',
    params: Params,
    body: GoodForm,
    response: { 200: Saved, 422: Refused }
  }
  app.post('/:id', { templates: ['form'], ...edit, schema: change }, async (request, reply) => {
    const { id } = request.params
    const sent = sentValues(request.body)
    const shown = readShown(request.body.shown)
    const version = seenVersion(request)
    const own = differingValues(sent, shown)
    const saved = await updateGood(app.db, { id, version, sent: own }, { actor: actorOf(request) })
    return answer(request, reply, saved, own)
  })

  const copy = { summary: 'Makes another good like this one', params: Params, response: { 201: Saved } }
  app.post('/:id/copy', { name: 'copy', ...edit, schema: copy }, async (request, reply) => {
    const good = await findGood(request.params.id)
    const saved = await copyGood(app.db, good, { actor: actorOf(request), currency: good.currency })
    return answer(request, reply.code(201), saved, {})
  })

  async function findGood(id: number): Promise<StaffGood> {
    const good = await findStaffGood(app.db, id)
    if (!good) throw new GOODS_ERR_NOT_FOUND()
    return good
  }

  async function answer(
    request: FastifyRequest,
    reply: FastifyReply,
    saved: SaveOutcome,
    sent: Partial<GoodValues>
  ): Promise<FastifyReply> {
    switch (saved.outcome) {
      case 'gone':
        throw new GOODS_ERR_NOT_FOUND()
      case 'changed':
        return replyConflict(request, reply, conflictOf(app, saved.theirs, sent))
      case 'problems':
        return refuse(request, reply, saved.problems)
      case 'saved': {
        const { id, version, name } = saved
        if (!wantsHtml(request)) {
          sendVersion(reply, version)
          return reply.send({ id, version })
        }
        flash(request, `«${name}» is saved.`)
        return reply.redirect(app.urlFor('.edit', { id }), 303)
      }
    }
  }

  /** Shows the form again, with all that was typed. */
  async function refuse(
    request: FastifyRequest,
    reply: FastifyReply,
    problems: GoodProblems
  ): Promise<FastifyReply> {
    reply.code(422)
    if (!wantsHtml(request)) return reply.send({ message: 'Please check these fields.', problems })
    const { id, body } = TYPED.Parse({ ...Object(request.params), body: request.body })
    const good = id === undefined ? undefined : await findGood(id)
    const shown = readShown(body.shown)
    const values = { ...(good && printGood(good)), ...sentValues(body) }
    return showForm(reply, { good, values, shown, version: body.version, problems })
  }

  async function showForm(reply: FastifyReply, form: ShownForm): Promise<FastifyReply> {
    const { good, values } = form
    const categories = await listCategories(app.db)
    const base = good && basePrice({ ...good, content_unit: good.contentUnit })
    const shownCurrency = good?.currency ?? currency()
    return reply.view('form', {
      problems: {},
      version: good?.version,
      ...form,
      values,
      categories,
      currency: shownCurrency,
      allergens: ALLERGENS,
      labelOf,
      base: base && `${formatPrice(base.amount, shownCurrency)} / ${base.per}`,
      prior: good && good.priorPrice !== null && formatPrice(good.priorPrice, good.currency),
      state: good && stateOf(good)
    })
  }
}

/** @throws GOODS_ERR_SHOWN (400) */
function readShown(text = '{}'): object {
  try {
    const shown: unknown = JSON.parse(text)
    if (typeof shown === 'object' && shown !== null) return shown
  } catch {
    // Said below.
  }
  throw new GOODS_ERR_SHOWN()
}

interface ShownForm {
  good?: StaffGood | undefined
  values: Partial<GoodValues>
  /** What the form showed first, so that it is known what was typed. */
  shown?: object
  version?: number | undefined
  problems?: GoodProblems
}

function conflictOf(app: BlueprintApp, theirs: StaffGood, sent: Partial<GoodValues>) {
  const now = printGood(theirs)
  const isField = (name: string): name is GoodField => name in now
  const fields = Object.keys(sent)
    .filter(isField)
    .map((name) => ({ name, label: labelOf(name), mine: sent[name] ?? '', theirs: now[name] }))
  const back = app.urlFor('.edit', { id: theirs.id })
  return { title: theirs.name, back, version: theirs.version, fields }
}

export const Params = Type.Object({ id: RowId('The good’s') })

const GoodForm = Type.Object({
  ...GoodFields.properties,
  version: Type.Optional(WholeNumber({ minimum: 0, maximum: 2_147_483_647 })),
  shown: Type.Optional(Text(200_000, 'JSON of the fields that the form showed'))
})
const TYPED = Compile(Type.Object({ id: Type.Optional(Type.Integer()), body: GoodForm }))

export const Saved = Type.Object({ id: Type.Integer(), version: Type.Integer() })
const Refused = Type.Object({ message: Type.String(), problems: Type.Record(Type.String(), Type.String()) })
const GoodAnswer = Type.Object({
  id: Type.Integer(),
  version: Type.Integer(),
  state: Type.Enum(['published', 'unpublished', 'archived']),
  ...Type.Required(GoodFields).properties
})
