import { type BlueprintApp, RowId, type Translate, wantsHtml } from '@larder/blueprint'
import { type Database, inTransaction, rollBack, violatedConstraint } from '@larder/database'
import { flash } from '@larder/session'
import {
  actorOf,
  type ConflictField,
  changesBetween,
  readRows,
  recordAudit,
  replyConflict,
  seenVersion,
  sendVersion
} from '@larder/staff'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { DELIVERY_ERR_NO_METHOD } from '../errors.js'
import { findMethod } from '../list-methods.js'
import { type SaveOutcome, saveMethod } from '../save-method.js'
import { weekdayName } from '../weekday-name.js'
import { fieldsOf, MethodFields, problemsByField, readMethod } from './read-method.js'
import type { Places } from './slot-routes.js'

type MethodRequest = FastifyRequest<{ Body: MethodFields }>

interface MethodOptions extends Places {
  findTaxCategories(db: Database): Promise<readonly string[]>
}

/** The forms of a method: a new one, and one that is changed. */
export default function methodRoutes(app: BlueprintApp, options: MethodOptions): void {
  showRoutes(app, options)
  createRoute(app, options)
  saveRoute(app, options)
}

function showRoutes(app: BlueprintApp, places: Places): void {
  const blank = { ...EDIT, schema: { summary: 'The form of a new method', response: { 200: MethodFields } } }
  app.get('/methods/new', { name: 'new', templates: ['method'], ...blank }, async (request, reply) =>
    wantsHtml(request) ? show(reply, places, { values: NEW }) : NEW
  )

  const read = { ...EDIT, schema: { ...ONE, summary: 'A method', response: { 200: MethodFields } } }
  app.get('/methods/:id', { name: 'show', templates: ['method'], ...read }, async (request, reply) => {
    const { id } = request.params
    const method = await findMethod(app.db, id)
    if (!method) throw new DELIVERY_ERR_NO_METHOD()
    sendVersion(reply, method.version)
    const values = { ...fieldsOf(method, places.currency()), version: method.version }
    return wantsHtml(request) ? show(reply, places, { id, values }) : values
  })
}

function createRoute(app: BlueprintApp, options: MethodOptions): void {
  const create = {
    ...EDIT,
    preValidation: readRows,
    templates: ['method'],
    schema: { summary: 'Makes a method', body: MethodFields, response: { 201: Saved, 422: Problems } }
  }
  app.post('/methods', { name: 'create', ...create }, async (request, reply) => {
    const { outcome, problems } = await save(app, options, request)
    if (outcome?.outcome !== 'saved') return refuse(request, reply, options, { problems })
    reply.code(201)
    return answer(app, request, reply, outcome)
  })
}

function saveRoute(app: BlueprintApp, options: MethodOptions): void {
  const change = {
    ...EDIT,
    preValidation: readRows,
    templates: ['method'],
    schema: {
      ...ONE,
      summary: 'Changes a method',
      body: MethodFields,
      response: { 200: Saved, 422: Problems }
    }
  }
  app.post('/methods/:id', { name: 'save', ...change }, async (request, reply) => {
    const { id } = request.params
    const { outcome, problems } = await save(app, options, request, { id, version: seenVersion(request) })
    if (outcome?.outcome === 'gone') throw new DELIVERY_ERR_NO_METHOD()
    if (outcome?.outcome === 'changed') {
      const { theirs } = outcome
      const back = app.urlFor('delivery-staff.show', { id })
      const fields = conflictFields(request.body, fieldsOf(theirs, options.currency()), request.t)
      return replyConflict(request, reply, { title: theirs.name, back, version: theirs.version, fields })
    }
    if (outcome?.outcome !== 'saved') return refuse(request, reply, options, { id, problems })
    return answer(app, request, reply, outcome)
  })
}

/** Saves what a form says, with its entry in the log. */
async function save(
  { db }: BlueprintApp,
  { currency, timeZone, findTaxCategories }: MethodOptions,
  request: MethodRequest,
  replaces?: { id: number; version: number }
): Promise<{ outcome?: SaveOutcome; problems: object }> {
  const { input, problems } = readMethod(request.body, currency(), request.t)
  if (Object.keys(problems).length > 0) return { problems }
  const outcome = await refuseTakenCode(request.t, () =>
    inTransaction<SaveOutcome, SaveOutcome>(db, async (tx) => {
      const before = replaces && (await findMethod(tx, replaces.id))
      const saved = await saveMethod(tx, input, {
        ...{ timeZone: timeZone(), taxCategories: await findTaxCategories(tx), t: request.t },
        ...(replaces && { replaces })
      })
      if (saved.outcome !== 'saved') return rollBack(saved)
      const changes = changesBetween(before ?? {}, input)
      const action = replaces ? 'delivery.edit' : 'delivery.add'
      await recordAudit(tx, actorOf(request), { action, subject: ['delivery-method', saved.id], changes })
      return saved
    })
  )
  return { outcome, problems: outcome.outcome === 'problems' ? problemsByField(outcome.problems) : {} }
}

/** Another form may take the code at the same moment: only the index of the database tells. */
async function refuseTakenCode(t: Translate, save: () => Promise<SaveOutcome>): Promise<SaveOutcome> {
  try {
    return await save()
  } catch (error) {
    if (violatedConstraint(error) !== 'delivery_methods_code_key') throw error
    return { outcome: 'problems', problems: { code: t('delivery:problem.code-taken') } }
  }
}

function answer(
  app: BlueprintApp,
  request: FastifyRequest,
  reply: FastifyReply,
  { id, version }: { id: number; version: number }
) {
  if (!wantsHtml(request)) return reply.send({ id, version })
  flash(request, request.t('delivery-staff:saved'))
  return reply.redirect(app.urlFor('delivery-staff.list'), 303)
}

interface MethodForm {
  /** None of a new one. */
  id?: number
  values: MethodFields
  problems?: object
}

function refuse(
  request: MethodRequest,
  reply: FastifyReply,
  places: Places,
  { problems, ...form }: Omit<MethodForm, 'values'>
) {
  reply.code(422)
  return wantsHtml(request)
    ? show(reply, places, { ...form, values: request.body, problems })
    : reply.send({ message: request.t('delivery-staff:refused'), problems })
}

function show(reply: FastifyReply, { currency, timeZone }: Places, form: MethodForm) {
  const plans = [...(form.values.plans ?? []), ...Array.from({ length: FREE_ROWS }, () => ({}))]
  return reply.view('method', {
    problems: {},
    ...form,
    plans,
    currency: currency(),
    timeZone: timeZone(),
    weekdayName
  })
}

function conflictFields(mine: MethodFields, theirs: MethodFields, t: Translate): ConflictField[] {
  const texts = (fields: MethodFields) =>
    new Map(
      Object.entries(fields).flatMap(([name, value]): [string, string][] => {
        if (!Array.isArray(value)) return name === 'version' ? [] : [[name, String(value)]]
        return value.flatMap((row, index) =>
          Object.entries(row).map(([cell, value]): [string, string] => [
            `plans[${index}][${cell}]`,
            String(value)
          ])
        )
      })
    )
  const now = texts(theirs)
  return [...texts({ active: false, ...mine })].map(([name, value]) => {
    return { name, label: labelOf(name, t), mine: value, theirs: now.get(name) ?? '' }
  })
}

/** Of a field of the form, or of a cell of its times: `plans[0][starts]`. */
function labelOf(name: string, t: Translate): string {
  const [, row, cell = ''] = /^plans\[(\d+)\]\[(\w+)\]$/.exec(name) ?? []
  if (row === undefined) return t.of('delivery-staff:label', name)
  return t('delivery-staff:method.cell', { n: Number(row) + 1, cell: t.of('delivery-staff:label', cell) })
}

const EDIT = { config: { permission: 'delivery.edit' } }
const ONE = { params: Type.Object({ id: RowId() }) }
const NEW: MethodFields = {
  code: '',
  name: '',
  kind: 'ship',
  price: '',
  tax: 'proportional',
  position: 0,
  active: true,
  areas: '',
  plans: []
}
const Saved = Type.Object({ id: Type.Integer(), version: Type.Integer() })
const Problems = Type.Object({ message: Type.String(), problems: Type.Record(Type.String(), Type.String()) })
/** Of the form, for more times: without a script rows cannot be added. */
const FREE_ROWS = 3
