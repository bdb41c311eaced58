import {
  addMessages,
  type BlueprintApp,
  blueprint,
  type NoParams,
  type Translate,
  WholeNumber,
  type Wording,
  wantsHtml,
  writeText
} from '@larder/blueprint'
import { type Database, inTransaction } from '@larder/database'
import { flash } from '@larder/session'
import { actorOf, changesBetween, recordAudit, replyConflict, seenVersion, sendVersion } from '@larder/staff'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { type Problems, problemOf, readValue, type Value } from '../fields.js'
import { findStored, type Section, saveSection, type Values } from '../settings-store.js'
import pictureRoutes from './picture-routes.js'

/** The forms of all settings, a page for each section. */
export default blueprint(
  {
    name: 'settings-staff',
    root: new URL('../../staff', import.meta.url),
    dependencies: ['@larder/settings', '@larder/staff'],
    defaults: {}
  },
  routes
)

async function routes(app: BlueprintApp) {
  // What is wrong with fields, which the forms alone say.
  addMessages(app, 'settings', new URL('../..', import.meta.url))
  app.staff.permit('settings.edit', {
    about: (t) => t('settings-staff:permission.settings-edit'),
    role: 'admin'
  })
  app.staff.add({
    section: (t) => t('staff:nav.shop'),
    label: (t) => t('settings-staff:list.title'),
    route: 'settings-staff.list',
    permission: 'settings.edit'
  })
  readRoutes(app)
  saveRoute(app)
  // An app whose settings have no pictures needs no plugin that keeps them.
  const fields = app.settings.store.sections().flatMap((section) => Object.values(section.fields))
  if (fields.some(({ kind }) => kind === 'picture')) pictureRoutes(app)
}

function readRoutes(app: BlueprintApp): void {
  const { store } = app.settings
  const list = { ...EDIT, schema: { summary: 'The sections of settings', response: { 200: SectionList } } }
  app.get('/', { name: 'list', templates: ['list'], ...list }, async (request, reply) => {
    const { t } = request
    const sections = store.sections().map(({ name, label, about = '' }) => {
      return { name, label: writeText(label, t), about: writeText(about, t) }
    })
    return wantsHtml(request) ? reply.view('list', { sections }) : { sections }
  })

  const show = {
    ...EDIT,
    schema: { summary: 'What a section is set to', params: SectionParams, response: { 200: SectionView } }
  }
  app.get('/:section', { name: 'section', templates: ['section'], ...show }, async (request, reply) => {
    const section = store.section(request.params.section)
    const { values, version } = await findSet(app.db, section)
    if (wantsHtml(request)) return showForm(request, reply, section, { values, version })
    sendVersion(reply, version)
    return { name: section.name, values, version }
  })
}

function saveRoute(app: BlueprintApp): void {
  const { store } = app.settings
  const change = {
    ...EDIT,
    templates: ['section'],
    schema: {
      summary: 'Sets a section',
      params: SectionParams,
      body: Change,
      response: { 200: Done, 422: Refused }
    }
  }
  app.post('/:section', change, async (request, reply) => {
    const { t } = request
    const section = store.section(request.params.section)
    const version = seenVersion(request)
    const { values: before } = await findSet(app.db, section)
    const values = readValues(section, request.body, { before, isForm: wantsHtml(request) })
    const problems = {
      ...problemsOf(section, values),
      ...(await findLocked(app.db, section, before, values))
    }
    if (Object.keys(problems).length > 0) {
      reply.code(422)
      if (wantsHtml(request)) return showForm(request, reply, section, { values, version, problems })
      return reply.send({ message: t('settings-staff:refused'), problems: writeAll(problems, t) })
    }
    const isSaved = await inTransaction(app.db, async (tx) => {
      if (!(await saveSection(tx, section, values, version))) return false
      await section.saved?.(tx, before, values)
      const subject = ['settings', section.name] as const
      const changes = changesBetween(before, values)
      await recordAudit(tx, actorOf(request), { action: 'settings.edit', subject, changes })
      return true
    })
    const back = app.urlFor('.section', { section: section.name })
    if (!isSaved)
      return replyConflict(request, reply, {
        back,
        ...conflictOf(section, values, await findSet(app.db, section), t)
      })
    await store.load()
    if (!wantsHtml(request)) return { message: t('settings-staff:saved') }
    flash(request, t('settings-staff:saved-section', { section: writeText(section.label, t) }))
    return reply.redirect(back, 303)
  })
}

const EDIT = { config: { permission: 'settings.edit' } }

interface SetValues {
  values: Values
  version: number
}

async function findSet(db: Database, section: Section): Promise<SetValues> {
  const { set, version } = await findStored(db, section)
  return { values: { ...section.defaults, ...set }, version }
}

async function findLocked(
  db: Database,
  { fields }: Section,
  before: Values,
  values: Values
): Promise<Problems> {
  const problems: Problems = {}
  for (const [name, { locked }] of Object.entries(fields)) {
    const why = locked && !isSame(before[name], values[name]) ? await locked(db) : undefined
    if (why) problems[name] = why
  }
  return problems
}

function showForm(
  { t }: FastifyRequest,
  reply: FastifyReply,
  { name, label, about = '', fields }: Section,
  { problems = {}, ...form }: SetValues & { problems?: Problems }
): FastifyReply {
  return reply.view('section', {
    ...{ name, label: writeText(label, t), about: writeText(about, t), ...form },
    fields: Object.entries(fields).map(([id, { label, hint = '', choices, ...field }]) => ({
      ...{ id, label: writeText(label, t), hint: writeText(hint, t), choices: choices?.(t.language) },
      ...field
    })),
    problems: writeAll(problems, t)
  })
}

function conflictOf(
  { label, fields }: Section,
  mine: Values,
  { values: theirs, version }: SetValues,
  t: Translate
) {
  const typed = Object.entries(fields).filter(([, { kind }]) => kind !== 'picture')
  const both = typed.map(([name, { label }]) => ({
    ...{ name, label: writeText(label, t), mine: asSent(mine[name]), theirs: asSent(theirs[name]) }
  }))
  return { title: writeText(label, t), version, fields: both }
}

function writeAll(problems: Problems, t: Translate): Record<string, string> {
  return Object.fromEntries(Object.entries(problems).map(([name, problem]) => [name, writeText(problem, t)]))
}

/** A form sends all its fields, but for boxes that are not checked and pictures; a program those that it changes. */
function readValues(
  { fields }: Section,
  sent: object,
  { before, isForm }: { before: Values; isForm: boolean }
): Values {
  const given = new Map(Object.entries(sent))
  const values = Object.entries(fields).map(([name, field]): [string, Value] => {
    const kept = before[name]
    const isKept = field.kind === 'picture' || (!isForm && !given.has(name))
    return [name, isKept && kept !== undefined ? kept : readValue(field, given.get(name))]
  })
  return Object.fromEntries(values)
}

function problemsOf({ fields }: Section, values: Values): Problems {
  const found = Object.entries(fields).flatMap(([name, field]): [string, Wording][] => {
    const problem = problemOf(field, values[name] ?? '')
    return problem === undefined ? [] : [[name, problem]]
  })
  return Object.fromEntries(found)
}

function asSent(value: Value = ''): string | string[] {
  if (typeof value === 'boolean') return value ? 'yes' : ''
  return typeof value === 'string' ? value : value.join('\n')
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

const SectionParams = Type.Object({ section: Type.String({ pattern: '^[a-z][a-z-]{0,63}$' }) })
const SettingValue = Type.Union([Type.Boolean(), Type.String(), Type.Array(Type.String())])
const SectionList = Type.Object({
  sections: Type.Array(Type.Object({ name: Type.String(), label: Type.String(), about: Type.String() }))
})
const SectionView = Type.Object({
  name: Type.String(),
  values: Type.Record(Type.String(), SettingValue),
  version: Type.Integer()
})
const Change = Type.Object(
  { version: Type.Optional(WholeNumber({ minimum: 0, maximum: 2_147_483_647 })) },
  { additionalProperties: true, description: 'The fields of the section, and the version that was seen' }
)
const Done = Type.Object({ message: Type.String() })
const Refused = Type.Object({ message: Type.String(), problems: Type.Record(Type.String(), Type.String()) })

interface SectionPicture {
  section: string
  field: string
}

declare module '@larder/blueprint' {
  interface Routes {
    'settings-staff.list': NoParams
    'settings-staff.section': { section: string }
    'settings-staff.picture': SectionPicture
    'settings-staff.remove-picture': SectionPicture
    'settings-staff.upload-picture': SectionPicture
  }
}
