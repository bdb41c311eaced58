import { type BlueprintApp, blueprint, wantsHtml } from '@larder/blueprint'
import { Type } from 'typebox'
import { PAGES_ERR_NOT_FOUND } from './errors.js'
import { findPage } from './find-page.js'
import { isPageName } from './page-names.js'
import { type Facts, renderPage } from './render-page.js'

export interface PagesOptions {
  /** Gives what the texts name in double braces. @default nothing, and the pages say that it is missing */
  facts?: (() => Facts) | undefined
}

/** The pages that the law asks a shop for. */
export default blueprint<PagesOptions>(
  {
    name: 'pages',
    root: new URL('..', import.meta.url),
    dependencies: ['@larder/database'],
    decorators: { fastify: ['db'] },
    defaults: { facts: () => NO_FACTS }
  },
  routes
)

async function routes(app: BlueprintApp, { facts }: Required<PagesOptions>) {
  const show = {
    summary: 'A page that the law asks for',
    params: Type.Object({ name: Type.String({ maxLength: 32 }) }),
    response: { 200: PageView }
  }
  const toShow = { name: 'show', templates: ['show'], schema: show, config: { shared: true } } as const
  app.get('/:name', toShow, async (request, reply) => {
    const { name } = request.params
    if (!isPageName(name)) throw new PAGES_ERR_NOT_FOUND()
    const { title, body, version, language } = await findPage(app.db, name, request.t)
    const { html, missing } = renderPage(body, facts(), request.t)
    if (!wantsHtml(request)) return { name, title, version, html }
    const meta = { description: title, canonical: app.urlFor('.show', { name }) }
    return reply.view('show', { title, html, missing, version, meta, textLanguage: language })
  })
}

const NO_FACTS: Facts = { seller: '', email: '', phone: '', vat: '' }
const PageView = Type.Object({
  name: Type.String(),
  title: Type.String(),
  version: Type.Integer({ description: '0 for a draft, which nobody has looked at.' }),
  html: Type.String()
})

declare module '@larder/blueprint' {
  interface Routes {
    'pages.show': { name: string }
  }
}

export { PAGES_ERR_NOT_FOUND } from './errors.js'
export { currentVersion, findPage, findPageAt, findVersion, type PageText } from './find-page.js'
export { PAGE_NAMES, type PageName } from './page-names.js'
export { type Facts, renderText } from './render-page.js'
