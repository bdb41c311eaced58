import type { FastifyInstance, FastifyReply } from 'fastify'
import { assetUrls, serveStatic } from './assets.js'
import { BLUEPRINT_ERR_NAME_TAKEN } from './errors.js'
import { registryOf, type Scope } from './registry.js'
import { recordRoutes, type UrlFor, urlBuilder } from './routes.js'
import { createViews } from './views.js'
import { varyByAccept } from './wants-html.js'

/** @throws BLUEPRINT_ERR_ASSET_NAME, BLUEPRINT_ERR_ASSET_UNKNOWN */
export type AssetUrl = (file: string) => string

/** Makes `app` the scope of a blueprint: routes declared on it are the blueprint's, and so are the URLs and views. */
export async function openScope(app: FastifyInstance, place: Omit<Scope, 'prefix'>): Promise<void> {
  const registry = registryOf(app)
  if (registry.scopes.has(place.name)) throw new BLUEPRINT_ERR_NAME_TAKEN(place.name)
  // Fastify takes `/` and `/goods/` for prefixes too.
  const scope = { ...place, prefix: app.prefix.replace(/\/$/, '') }
  registry.scopes.set(scope.name, scope)
  recordRoutes(app, scope, registry)
  await serveStatic(app, scope)

  const urlFor = urlBuilder(scope, registry)
  const assetUrl = assetUrls(scope, registry)
  const views = createViews(scope, registry)
  app.decorate('urlFor', urlFor)
  app.decorate('assetUrl', assetUrl)
  app.decorateReply('view', function view(this: FastifyReply, template: string, data?: object) {
    const page = views.render(template, { urlFor, assetUrl, ...registry.context(this.request), ...data })
    return this.type('text/html; charset=utf-8').send(page)
  })
  app.addHook('onSend', varyByAccept)
  app.addHook('onReady', async () => views.compileAll())
}

declare module 'fastify' {
  interface FastifyInstance {
    /** The path of a named route: `goods.show` from anywhere, `.show` within the blueprint. */
    urlFor: UrlFor
    /** The URL of a static file, the app's before the blueprint's own. */
    assetUrl: AssetUrl
  }
  interface FastifyReply {
    /** Sends the page that a template makes of `data`; `list`, or `goods:list` for the blueprint's own. */
    view(template: string, data?: object): this
  }
}
