import {
  type BlueprintApp,
  blueprint,
  FilledText,
  formLimit,
  type NoParams,
  Text,
  type Translate,
  translatorOf,
  WholeNumber,
  wantsHtml
} from '@larder/blueprint'
import { type Database, inTransaction } from '@larder/database'
import { flash } from '@larder/session'
import {
  actorOf,
  changesBetween,
  recordAudit,
  replyConflict,
  seenVersion,
  sendVersion,
  staffMember
} from '@larder/staff'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { PAGES_ERR_NOT_FOUND } from '../errors.js'
import { findPage, findVersion, findVersions, type PageText } from '../find-page.js'
import { isPageName, LANGUAGE, PAGE_NAMES, type PageName } from '../page-names.js'
import { type Facts, renderPage } from '../render-page.js'
import { savePage } from '../save-page.js'

export interface PagesStaffOptions {
  /** As the pages themselves have it. */
  facts?: (() => Facts) | undefined
}

/** Where the owner writes the pages that the law asks for. */
export default blueprint<PagesStaffOptions>(
  {
    name: 'pages-staff',
    root: new URL('../../staff', import.meta.url),
    dependencies: ['@larder/staff', 'pages'],
    defaults: { facts: () => ({ seller: '', email: '', phone: '', vat: '' }) }
  },
  routes
)

async function routes(app: BlueprintApp, { facts }: Required<PagesStaffOptions>) {
  app.staff.permit('pages.edit', { about: (t) => t('pages-staff:permission.pages-edit'), role: 'admin' })
  app.staff.add({
    section: (t) => t('staff:nav.shop'),
    label: (t) => t('pages-staff:nav.list'),
    route: 'pages-staff.list',
    permission: 'pages.edit'
  })
  app.fillSlot('staff.front.missing', {
    template: 'missing',
    data: async (_input, request) => {
      if (!app.staff.can(staffMember(request), 'pages.edit')) return undefined
      const drafts = (await listPages(app.db, request.t)).filter(({ version }) => version === 0)
      return drafts.length > 0 ? { drafts } : undefined
    }
  })
  const showForm: ShowForm = ({ t }, reply, name, form, isPreview = false) =>
    reply.view('edit', {
      name,
      ...form,
      ...renderPage(form.body, facts(), t),
      isPreview,
      textLanguage: LANGUAGE
    })
  readRoutes(app, showForm)
  saveRoute(app, showForm)
}

type ShowForm = (
  request: FastifyRequest,
  reply: FastifyReply,
  name: PageName,
  form: Omit<PageText, 'language'>,
  isPreview?: boolean
) => FastifyReply

function readRoutes(app: BlueprintApp, showForm: ShowForm): void {
  const list = {
    ...EDIT,
    schema: { summary: 'The pages that the law asks for', response: { 200: PageList } }
  }
  app.get('/', { name: 'list', templates: ['list'], ...list }, async (request, reply) => {
    const pages = await listPages(app.db, request.t)
    return wantsHtml(request) ? reply.view('list', { pages }) : { pages }
  })

  const show = {
    ...EDIT,
    schema: {
      summary: 'The text of a page',
      params: PageParams,
      querystring: VersionQuery,
      response: { 200: PageForm }
    }
  }
  app.get('/:name', { name: 'edit', templates: ['edit'], ...show }, async (request, reply) => {
    const name = pageName(request.params.name)
    const current = await findPage(app.db, name, inEnglish(app))
    const { version } = request.query
    const earlier = version === undefined ? current : await findVersion(app.db, name, version)
    if (!earlier) throw new PAGES_ERR_NOT_FOUND()
    const form = { ...earlier, version: current.version }
    if (wantsHtml(request)) return showForm(request, reply, name, form)
    sendVersion(reply, current.version)
    return { name, ...form }
  })
}

function saveRoute(app: BlueprintApp, showForm: ShowForm): void {
  const save = {
    ...EDIT,
    bodyLimit: formLimit(LONGEST_BODY),
    templates: ['edit'],
    schema: {
      summary: 'Writes the next version of a page',
      params: PageParams,
      body: Change,
      response: { 200: Done }
    }
  }
  app.post('/:name', save, async (request, reply) => {
    const name = pageName(request.params.name)
    // Programs may send CRLF; forms have LF already.
    const text = { title: request.body.title.trim(), body: request.body.body.replaceAll('\r\n', '\n') }
    const seen = seenVersion(request)
    if (request.body.action === 'preview' && wantsHtml(request))
      return showForm(request, reply, name, { ...text, version: seen }, true)
    const before = await findPage(app.db, name, inEnglish(app))
    const saved = await inTransaction(app.db, async (tx) => {
      const version = await savePage(tx, name, { ...text, actorId: staffMember(request).id }, seen)
      if (version === undefined) return undefined
      const changes = changesBetween({ title: before.title, body: before.body }, text)
      await recordAudit(tx, actorOf(request), { action: 'pages.edit', subject: ['page', name], changes })
      return version
    })
    const back = app.urlFor('.edit', { name })
    if (saved === undefined)
      return replyConflict(request, reply, { back, ...conflictOf(text, before, request.t) })
    if (!wantsHtml(request)) return { message: request.t('pages-staff:saved'), version: saved }
    flash(request, request.t('pages-staff:saved-version', { title: text.title, version: saved }))
    return reply.redirect(back, 303)
  })
}

function conflictOf(
  mine: Pick<PageText, 'title' | 'body'>,
  { title, body, version }: PageText,
  t: Translate
) {
  const fields = [
    { label: t.of('pages-staff:label', 'title'), name: 'title', mine: mine.title, theirs: title },
    { label: t.of('pages-staff:label', 'body'), name: 'body', mine: mine.body, theirs: body }
  ]
  return { title, version, fields }
}

/** The owner writes the English text. */
function inEnglish(app: BlueprintApp): Translate {
  return translatorOf(app, LANGUAGE).t
}

async function listPages(db: Database, t: Translate) {
  const versions = await findVersions(db)
  return PAGE_NAMES.map((name) => ({
    name,
    label: t.of('pages:name', name),
    version: versions.get(name) ?? 0
  }))
}

const EDIT = { config: { permission: 'pages.edit' } }

/** @throws PAGES_ERR_NOT_FOUND (404) */
function pageName(name: string): PageName {
  if (!isPageName(name)) throw new PAGES_ERR_NOT_FOUND()
  return name
}

const PageParams = Type.Object({ name: Type.String({ maxLength: 32 }) })
const Version = WholeNumber({ minimum: 1, maximum: 2_147_483_647, description: 'An earlier version' })
const VersionQuery = Type.Object({ version: Type.Optional(Version) })
const LONGEST_BODY = 100_000
const Change = Type.Object({
  title: FilledText(120),
  body: Text(LONGEST_BODY, 'Markdown'),
  version: Type.Optional(WholeNumber({ minimum: 0, maximum: 2_147_483_647 })),
  action: Type.Optional(Text(16))
})
const PageList = Type.Object({
  pages: Type.Array(Type.Object({ name: Type.String(), label: Type.String(), version: Type.Integer() }))
})
const PageForm = Type.Object({
  name: Type.String(),
  title: Type.String(),
  body: Type.String(),
  version: Type.Integer()
})
const Done = Type.Object({ message: Type.String(), version: Type.Integer() })

declare module '@larder/blueprint' {
  interface Routes {
    'pages-staff.list': NoParams
    'pages-staff.edit': { name: string }
  }
}
