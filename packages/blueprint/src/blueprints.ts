import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { runAppHooks } from './app-hooks.js'
import { checkOptions } from './check-options.js'
import { claimNames, type DecorationName } from './claim-names.js'
import { BLUEPRINT_ERR_FOLDER_MISSING, BLUEPRINT_ERR_NAME_UNKNOWN } from './errors.js'
import { timesIn } from './format-time.js'
import { type Languages, languageTable } from './languages/language-table.js'
import { packageAt } from './package-at.js'
import { APP, type Registry, registryOf, type ViewContext } from './registry.js'
import { openScope } from './scope.js'
import { type Setting, settingOf } from './setting.js'
import type { Slots } from './slots.js'
import { checkSlotOrder } from './templates/fill-slots.js'

export interface BlueprintsOptions {
  /** The app's own templates, which win over every blueprint's. @default none */
  templates?: string | undefined
  /** The app's own templates for mails, which win over every blueprint's. @default none */
  mail?: string | undefined
  /** The app's own static files, which win over every blueprint's. @default none */
  static?: string | undefined
  /**
   * What the app builds upon: a folder with `templates/`, `static/`, `mail/` and `languages/`, over which the app's own
   * win, and which wins over every blueprint's. Its `layout` is `NAME:layout` outright, its files are below
   * `/static/NAME/`. @default nothing
   */
  base?: { name: string; root: URL } | undefined
  /**
   * Read a template anew whenever it is rendered, instead of compiling all at boot. @default false
   */
  development?: boolean | undefined
  /** What every template gets to see of the request, beside its data. @default nothing */
  context?: ViewContext | undefined
  /** What every mail gets to see, beside its data. @default nothing */
  mailContext?: (() => object) | undefined
  /**
   * How visitors reach the app: `https://shop.example`, or `https://example.com/shop` behind a
   * proxy that strips `/shop`. @default none
   */
  publicUrl?: URL | undefined
  /** The zone of the times that pages and mails show: `Europe/Berlin`. @default 'UTC' */
  timeZone?: Setting<string> | undefined
  /**
   * The app's own messages: `en.json`, and `goods.zh-Hans.json` with those that win over a
   * blueprint's. @default none
   */
  messages?: string | undefined
  /** The languages of the app and where their pages are. @default English only */
  languages?: Languages | undefined
  /**
   * Names of the blueprints to serve; the others are known to `urlFor` and answer 404. @default all
   */
  only?: string[] | undefined
  /**
   * Who fills a slot, in which order: `{ 'goods.show.after-price': ['reviews', 'carts'] }`. A
   * blueprint that is not named is not shown there. The app itself is `app`. @default all, in the
   * order of registration
   */
  slots?: { [Name in keyof Slots]?: string[] } | undefined
  /**
   * Another name for the app's own `reply.view`, where @fastify/view has that. Inside blueprints
   * it is `reply.view` all the same. @default { view: 'view' }
   */
  decorateAs?: { view: string } | undefined
}

/**
 * The app's side of its blueprints: templates and static files that win over theirs. It is
 * registered before them; an app that overrides nothing needs none of it.
 *
 * @throws BLUEPRINT_ERR_DECORATION_TAKEN, BLUEPRINT_ERR_OPTION, BLUEPRINT_ERR_FOLDER_MISSING,
 * BLUEPRINT_ERR_NAME_UNKNOWN, BLUEPRINT_ERR_SLOT_UNKNOWN, BLUEPRINT_ERR_SLOT_FILLER,
 * BLUEPRINT_ERR_LANGUAGES
 */
export default fp(blueprints, { name: '@larder/blueprint', fastify: '5.x' })

async function blueprints(app: FastifyInstance, options: BlueprintsOptions) {
  checkOptions('@larder/blueprint', options, TYPES)
  const { view = 'view' } = options.decorateAs ?? {}
  claimNames(app, { plugin: '@larder/blueprint', names: [...ADDED, `reply.${view}`], ways: WAYS })
  const registry = registryOf(app)
  registry.development = options.development ?? false
  if (options.context) registry.contexts.push(options.context)
  registry.basePath = options.publicUrl?.pathname.replace(/\/$/, '') ?? ''
  registry.origin = options.publicUrl?.origin
  registry.only = options.only
  registry.slotOrder = options.slots ?? {}
  if (options.timeZone) registry.times = timesIn(settingOf(options.timeZone))
  registry.mailContext = options.mailContext ?? registry.mailContext
  if (options.languages) registry.languages = languageTable(options.languages)
  for (const folder of [options.templates, options.mail, options.static, options.messages]) {
    if (folder && !existsSync(folder)) throw new BLUEPRINT_ERR_FOLDER_MISSING('The app', folder)
  }
  runAppHooks(app, registry.appHooks)
  app.addHook('onReady', async () => {
    checkOnly(registry)
    checkSlotOrder(registry)
  })
  const { templates, mail, static: files, messages, base } = options
  await openScope(app, { name: APP, templates, mail, static: files, messages }, view)
  if (!base) return
  registry.base = base.name
  const place = { name: base.name, ...packageAt(fileURLToPath(base.root), base.name) }
  await app.register(async (beneath) => void (await openScope(beneath, place)))
}

const ADDED: DecorationName[] = [
  ...(['app.urlFor', 'app.assetUrl', 'app.addAppHook', 'app.addViewContext', 'app.renderMail'] as const),
  ...(['app.fillSlot', 'request.language', 'request.t'] as const)
]
const WAYS = {
  'reply.view':
    "give `blueprints` the option decorateAs: { view: 'page' }, or @fastify/view propertyName: 'render'"
}

const TYPES = {
  templates: 'string',
  mail: 'string',
  static: 'string',
  development: 'boolean',
  context: 'function',
  mailContext: 'function',
  publicUrl: 'URL',
  timeZone: 'setting',
  messages: 'string',
  languages: 'object',
  only: 'string[]',
  slots: 'lists',
  base: 'object',
  decorateAs: 'object'
} as const

function checkOnly({ only = [], scopes, base }: Registry): void {
  const unknown = only.find((name) => !scopes.has(name))
  const known = [...scopes.keys()].filter((name) => name !== APP && name !== base)
  if (unknown !== undefined) throw new BLUEPRINT_ERR_NAME_UNKNOWN(unknown, known.join(', '))
}
