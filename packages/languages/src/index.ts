import {
  type BlueprintApp,
  blueprint,
  type LanguageTable,
  LONGEST_PATH,
  languagesIn,
  localPath,
  localUrl,
  type NoParams,
  Text,
  translatorOf,
  urlOfPath,
  varyBy
} from '@larder/blueprint'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { LANGUAGES_ERR_UNKNOWN } from './errors.js'
import { matchLanguage, readAcceptLanguage, readLanguageCookie } from './negotiate.js'

export interface LanguagesOptions {
  /** The language that the signed-in user has chosen, BCP 47. @default none */
  userLanguage?: (request: FastifyRequest) => string | null | undefined
  /** Keeps the language that a visitor has chosen for the signed-in user. @default a cookie alone */
  saveLanguage?: ((request: FastifyRequest, language: string) => Promise<void>) | undefined
}

/**
 * How visitors come to the language that they read. It is registered after `blueprints`, whose
 * option `languages` has those that there are, and the server has `rewriteUrl: languageUrls(…)`.
 */
export default blueprint<LanguagesOptions>(
  {
    name: 'languages',
    root: new URL('..', import.meta.url),
    dependencies: ['@larder/blueprint'],
    defaults: { userLanguage: () => undefined, saveLanguage: async () => {} }
  },
  routes
)

async function routes(app: BlueprintApp, { userLanguage, saveLanguage }: Required<LanguagesOptions>) {
  const table = languagesIn(app)

  function bestFor(request: FastifyRequest): string | undefined {
    const chosen = userLanguage(request)
    return (chosen && matchLanguage([chosen], table.all)) || guestLanguage(request)
  }

  followUser(app, table, userLanguage)
  if (table.all.length > 1) {
    redirectFromRoot(app, table, bestFor)
    const names = new Map(table.all.map((language) => [language, ownName(language)]))
    app.addViewContext((request) => ({ languages: viewOf(app, request, names, bestFor) }))
  }

  const choose = { summary: 'Chooses the language of the pages', body: Choice }
  app.post('/language', { name: 'choose', schema: choose }, async (request, reply) => {
    const { language, path = '/' } = request.body
    if (!table.all.includes(language)) throw new LANGUAGES_ERR_UNKNOWN(table.all.join(', '))
    await saveLanguage(request, language)
    const secure = request.protocol === 'https' ? '; Secure' : ''
    reply.header(
      'set-cookie',
      `language=${language}; Path=/; Max-Age=${YEAR}; HttpOnly; SameSite=Lax${secure}`
    )
    const page = localPath(table.splitPath(path).path) ?? '/'
    return reply.redirect(urlOfPath(app, page, language), 303)
  })
}

/** What a visitor who has no account reads best, of the app's languages: by an earlier choice, else by the browser. */
export function guestLanguage(request: FastifyRequest): string | undefined {
  const wanted = [...readLanguageCookie(request), ...readAcceptLanguage(request)]
  return matchLanguage(wanted, languagesIn(request.server).all)
}

/** What a visitor reads best, of the languages that there are; undefined where that is not known. */
type BestFor = (request: FastifyRequest) => string | undefined

/** Pages whose URLs have no language speak the user's. */
function followUser(
  app: BlueprintApp,
  table: LanguageTable,
  userLanguage: Required<LanguagesOptions>['userLanguage']
): void {
  app.addAppHook('preHandler', async (request) => {
    if (!table.isUnprefixed(request.url)) return
    request.language = matchLanguage([userLanguage(request) ?? []].flat(), table.all) ?? table.fallback
  })
}

/** Only `/` leads to another language by itself. Any other URL shows what it says. */
function redirectFromRoot(app: BlueprintApp, table: LanguageTable, bestFor: BestFor): void {
  app.addAppHook('preHandler', async (request: FastifyRequest, reply: FastifyReply) => {
    if (!/^\/(\?|$)/.test(request.originalUrl) || !['GET', 'HEAD'].includes(request.method)) return
    varyBy(request, 'Accept-Language', 'Cookie')
    const language = bestFor(request) ?? table.fallback
    if (language !== table.fallback) await reply.redirect(urlOfPath(app, request.originalUrl, language), 302)
  })
}

/** What the templates of this blueprint and the app's layout show of the languages. */
export interface LanguagesView {
  /** Where the form leads, and the page that it is on; the front page for one that is too long to be sent. */
  action: string
  path: string
  choices: LanguageChoice[]
  /** A language that the visitor reads better, in its own words. */
  offer: { language: string; url: string; text: string } | undefined
  /** A page in all languages, for `hreflang`, by the path that `app.urlFor` has of it. */
  alternatesOf: (path: string) => { language: string; url: string }[]
}

export interface LanguageChoice {
  language: string
  /** As it calls itself: `简体中文`. */
  name: string
  isCurrent: boolean
}

function viewOf(
  app: BlueprintApp,
  request: FastifyRequest,
  names: ReadonlyMap<string, string>,
  bestFor: BestFor
): LanguagesView {
  const table = languagesIn(app)
  const path = pageOf(request)
  return {
    action: app.urlFor('.choose'),
    path: path.length <= LONGEST_PATH ? path : '/',
    choices: [...names].map(([language, name]) => {
      return { language, name, isCurrent: language === request.language }
    }),
    offer: offerTo(app, request, bestFor, path),
    alternatesOf: (url) => [
      ...table.all.map((language) => ({ language, url: localUrl(app, url, language) })),
      { language: 'x-default', url: localUrl(app, url, table.fallback) }
    ]
  }
}

/** The page that a visitor can come back to: an answer to a form may have no address of its own. */
function pageOf({ method, url, routeOptions, server }: FastifyRequest): string {
  const isPage = method === 'GET' || server.hasRoute({ method: 'GET', url: routeOptions.url ?? '' })
  return isPage ? url : '/'
}

function offerTo(
  app: BlueprintApp,
  request: FastifyRequest,
  bestFor: BestFor,
  path: string
): LanguagesView['offer'] {
  // Every visitor sees the same of an impersonal page, and what has no language in its URL follows its user.
  if (request.routeOptions.config.impersonal || languagesIn(app).isUnprefixed(request.url)) return undefined
  varyBy(request, 'Accept-Language', 'Cookie')
  const language = bestFor(request)
  if (!language || language === request.language) return undefined
  const text = translatorOf(app, language).t('languages:offer.text')
  return { language, url: urlOfPath(app, path, language), text }
}

function ownName(language: string): string {
  return new Intl.DisplayNames(language, { type: 'language' }).of(language) ?? language
}

const Choice = Type.Object({
  language: Text(35, 'BCP 47, one of those that there are'),
  path: Type.Optional(Text(LONGEST_PATH, 'The page to go to'))
})
const YEAR = 365 * 24 * 60 * 60

declare module '@larder/blueprint' {
  interface Routes {
    'languages.choose': NoParams
  }
}

export { LANGUAGES_ERR_UNKNOWN } from './errors.js'
export { languageUrls, urlsOf } from './language-urls.js'
export { matchLanguage } from './negotiate.js'
