import { existsSync } from 'node:fs'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { AppHook, AppHookName } from './app-hooks.js'
import { BLUEPRINT_ERR_NAME_TAKEN, BLUEPRINT_ERR_NO_APP, BLUEPRINT_ERR_NO_PAGES } from './errors.js'
import { localiser } from './localise.js'
import { createMails, type RenderMail } from './mails/mails.js'
import { addRequestLanguage } from './messages/request-language.js'
import { compileAllMessages } from './messages/translate.js'
import { APP, isServed, kScope, type Registry, registryOf, type Scope, type ViewContext } from './registry.js'
import { sendVary } from './requests/wants-html.js'
import { keepLanguage } from './routes/local-redirects.js'
import { recordRoutes } from './routes/route-table.js'
import type { UrlFor } from './routes/routes.js'
import { urlBuilder } from './routes/url-for.js'
import type { FillSlot, PageData } from './slots.js'
import { assetUrls } from './static/assets.js'
import { serveStatic } from './static/serve-static.js'
import { findTemplate } from './templates/cascade.js'
import {
  addStructured,
  checkFillings,
  findFillings,
  type LoadedFilling,
  loadFillings,
  slotFiller,
  slotPrinter
} from './templates/fill-slots.js'
import { createViews, SLOT_STYLES } from './templates/views.js'

/** @throws BLUEPRINT_ERR_ASSET_NAME, BLUEPRINT_ERR_ASSET_UNKNOWN */
export type AssetUrl = (file: string) => string

type Place = Pick<Scope, 'name'> & Partial<Scope> & { messages?: string }

/**
 * Makes `app` the scope of a blueprint: routes declared on it are the blueprint's, and so are the
 * URLs and views.
 *
 * @param viewName what `reply.view` is called
 */
export async function openScope(app: FastifyInstance, place: Place, viewName = 'view'): Promise<Scope> {
  const registry = registryOf(app)
  const scope = createScope(app, place, registry)
  recordRoutes(app, scope, registry)
  if (!isServed(scope.name, registry))
    app.addHook('onRequest', (_request, reply, _done) => void reply.callNotFound())
  await serveStatic(app, scope, registry)

  addRequestLanguage(app, registry)
  registry.warn = (text) => app.log.warn(text)
  const assetUrl = assetUrls(scope, registry)
  const views = createViews(scope, registry)
  const mails = createMails(scope, registry)
  app.decorate('urlFor', urlBuilder(scope, registry))
  app.decorate('assetUrl', assetUrl)
  app.decorate('addAppHook', (name: AppHookName, hook: AppHook) => {
    if (!registry.scopes.has(APP)) throw new BLUEPRINT_ERR_NO_APP(scope.name)
    registry.appHooks[name].push(hook)
  })
  app.decorate('addViewContext', (context: ViewContext) => void registry.contexts.push(context))
  app.decorate('renderMail', mails.render)
  const renderIn = (language: string, template: string, data: object): string =>
    views.render(template, { assetUrl, ...data, ...localise(language) })
  const localise = localiser(scope, registry, {}, renderIn)
  const render = (template: string, data: object) =>
    renderIn(languageIn(data) ?? registry.languages.fallback, template, data)
  app.decorate('fillSlot', slotFiller(scope, registry, { render, assetUrl }))
  app.decorateReply(viewName, viewer(render, scope, registry))
  app.addHook('onSend', sendVary)
  app.addHook('onSend', keepLanguage(registry))
  app.addHook('onReady', async () => {
    compileAllMessages(registry)
    views.compileAll()
    mails.compileAll()
    checkFillings(scope, registry)
    const shown = registry.table.filter(({ blueprint }) => blueprint === scope.name)
    for (const template of shown.flatMap(({ templates }) => templates))
      findTemplate(template, scope, registry)
  })
  return scope
}

type View = (this: FastifyReply, template: string, data?: PageData) => FastifyReply

/** Builds `reply.view`. It answers at once, unless it has to load data for slots or the context. */
function viewer(
  render: (template: string, data: object) => string,
  { pages }: Scope,
  registry: Registry
): View {
  return function view(template, { slots = {}, ...data } = {}) {
    if (!pages) throw new BLUEPRINT_ERR_NO_PAGES()
    const { request } = this
    const send = (contexts: object[], loaded: LoadedFilling[]) => {
      const { language } = request
      const context: object = Object.assign({ [LANGUAGE]: language }, ...contexts)
      const styles = loaded.flatMap(({ filling }) => filling.styleUrls())
      const slot = slotPrinter(loaded, context, request, registry)
      const shown = addStructured(data, loaded)
      const page = render(template, { slot, [SLOT_STYLES]: styles, ...context, ...shown })
      // A page shows who is signed in and what was just said to them: it is no shared cache's (RFC
      // 9111, 5.2.2.7).
      if (!this.hasHeader('cache-control')) this.header('cache-control', 'private, no-cache')
      return this.type('text/html; charset=utf-8').send(page)
    }
    const fillings = findFillings(slots, request, registry)
    const contexts = registry.contexts.map((make) => make(request))
    const isAtOnce = fillings.length === 0 && !contexts.some((made) => made instanceof Promise)
    if (isAtOnce) return send(contexts, [])
    Promise.all([Promise.all(contexts), loadFillings(fillings, slots, request)])
      .then(([made, loaded]) => {
        send(made, loaded)
      })
      .catch((error) => this.send(error))
    return this
  }
}

/** Under it a page's data have its language, which what fills its slots speaks too. */
const LANGUAGE = Symbol('larder.language')

function languageIn(data: object): string | undefined {
  const language: unknown = Reflect.get(data, LANGUAGE)
  return typeof language === 'string' ? language : undefined
}

function createScope(app: FastifyInstance, { messages, ...place }: Place, registry: Registry): Scope {
  const { prefix } = app
  const parent = app[kScope]?.name
  const name = parent ? `${parent}.${place.name}` : place.name
  if (registry.scopes.has(name)) throw new BLUEPRINT_ERR_NAME_TAKEN(name)
  const scope = {
    package: undefined,
    templates: undefined,
    mail: undefined,
    static: undefined,
    pages: true,
    owner: place.name,
    ...place,
    name,
    prefix
  }
  registry.scopes.set(name, scope)
  // What the app builds upon says the same as the app, which comes first.
  const owner = name === registry.base ? APP : scope.owner
  if (messages && existsSync(messages)) {
    const before = owner === APP ? (registry.messageFolders.get(owner) ?? []) : []
    registry.messageFolders.set(owner, [...before, messages])
  }
  app[kScope] = scope
  return scope
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether every visitor gets the same answer, so that no session is read. */
    impersonal?: boolean
    /** Whether all visitors without a session get the same answer, by its URL, kind and language: an app may keep it for a moment. */
    shared?: boolean
  }
  interface FastifyInstance {
    /** The path of a named route: `goods.show` from anywhere, `.show` within the blueprint. */
    urlFor: UrlFor
    /** The URL of a static file, the app's before the blueprint's own. */
    assetUrl: AssetUrl
    /**
     * Makes the mail of this name: the texts of its `subject.eta`, `text.eta` and, where it has
     * one, `html.eta`.
     */
    renderMail: RenderMail
    /** Shows a template of this blueprint in a slot of another one's page. */
    fillSlot: FillSlot
    /** Adds a hook that every request of the app runs, not the blueprint's alone. */
    addAppHook: (name: AppHookName, hook: AppHook) => void
    /** Adds to what the templates of every blueprint see of the request. A page's own data wins. */
    addViewContext: (context: ViewContext) => void
  }
  interface FastifyReply {
    /**
     * Sends the page that a template makes of `data`; `list`, or `goods:list` for the blueprint's
     * own.
     */
    view<Data extends object>(template: string, data?: Data & PageData): this
  }
}
