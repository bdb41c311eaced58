import { blueprints, type Languages, settingOf, urlOfPath } from '@larder/blueprint'
import files from '@larder/files'
import languages, { urlsOf } from '@larder/languages'
import mail, { readAddress } from '@larder/mail'
import { PAGE_NAMES } from '@larder/pages'
import { shedding } from '@larder/serve/server'
import session, { takeFlashes, userOf } from '@larder/session'
import settings from '@larder/settings'
import staff from '@larder/staff'
import stock from '@larder/stock'
import tasks from '@larder/tasks'
import { findMember, saveLanguage } from '@larder/users'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import mailboxPages from './development/mailbox-pages.js'
import attachTerms from './shop/attach-terms.js'
import type { LoadedShop } from './shop/define-shop.js'
import { foldersOf, foldersOfApp } from './shop/folders.js'
import { optionsOfFeatures } from './shop/options-of-features.js'
import { addOwnerSettings, type OwnerSettings } from './shop/owner-settings.js'
import { pageHead } from './shop/page-head.js'
import pages from './shop/pages.js'
import { rememberCategories } from './shop/remember-categories.js'
import compressPages from './shop/requests/compress-pages.js'
import errorPages from './shop/requests/error-pages.js'
import hostHeader from './shop/requests/host-header.js'
import { keepPages } from './shop/requests/keep-pages.js'
import notModified from './shop/requests/not-modified.js'
import securityHeaders from './shop/requests/security-headers.js'
import { routeFinder } from './shop/route-finder.js'
import searchEngines from './shop/search-engines.js'
import { pageAgeOf, type ShopOptions } from './shop/shop-options.js'
import { shopInMails, shownShop } from './shop/shown-shop.js'
import { joinStylesheets } from './shop/stylesheets.js'
import { version } from './version.js'

export interface AppOptions extends ShopOptions {
  /** What the shop is made of. @default all that Larder has */
  own?: LoadedShop | undefined
}

/** The shop: what it is made of, and where each part is found. */
export default fp(shop, { name: 'shop', fastify: '5.x', dependencies: ['@larder/database'] })

async function shop(app: FastifyInstance, options: AppOptions) {
  const { currency = 'EUR', timeZone = 'UTC', country = 'DE' } = options
  const { seller = { name: 'Larder', address: [], vatNumber: '' }, orderPrefix = 'L-' } = options
  const mailFrom = readAddress('from', settingOf(options.mail?.from ?? 'Larder <larder@localhost>')())
  await app.register(securityHeaders, { secure: options.publicUrl?.protocol === 'https:' })
  await app.register(shedding, { maxEventLoopDelay: options.maxEventLoopDelay ?? 0 })
  await app.register(hostHeader)
  await app.register(settings)
  const set = addOwnerSettings(app, { currency, timeZone, country, seller, orderPrefix, mailFrom })
  const pages = keepPages(pageAgeOf(options))
  await app.register(pages.showAgain)
  await addPlatform(app, options, set)
  await app.register(pages.keep)
  await app.register(notModified)
  await addFeatures(app, options, set)
}

/** What all features stand on. */
async function addPlatform(app: FastifyInstance, options: AppOptions, set: OwnerSettings): Promise<void> {
  const { publicUrl, localUrl = LOCAL_URL, development = false, only } = options
  const categoriesOfShop = rememberCategories(app)
  const stylesheets = joinStylesheets(app, foldersOf(options.own, 'static'), development)
  const has = routeFinder(app)
  await app.register(blueprints, {
    ...foldersOfApp(options.own),
    languages: languagesOf(options.languages),
    context(request) {
      const seen = {
        user: userOf(request),
        flashes: takeFlashes(request),
        shop: shownShop(app, set.shop()),
        legalPages: PAGE_NAMES.map((name) => ({ name, label: request.t.of('pages:name', name) })),
        stylesheets,
        twoSteps: options.secretKey !== undefined,
        path: urlOfPath(app, request.originalUrl, request.language).split('?', 1)[0],
        has,
        ...pageHead(request, publicUrl, localUrl)
      }
      const categories = categoriesOfShop(request.language)
      if (!(categories instanceof Promise)) return { ...seen, categoriesOfShop: categories }
      return categories.then((read) => ({ ...seen, categoriesOfShop: read }))
    },
    mailContext: () => ({ shop: shopInMails(app, set.shop()) }),
    publicUrl: publicUrl ?? localUrl,
    timeZone: set.timeZone,
    development,
    only
  })
  await app.register(session, { publicUrl })
  await app.register(compressPages)
  const from = () => ({ name: set.orders().mailName, address: set.orders().mailAddress })
  await app.register(mail, { ...options.mail, from })
  await app.register(tasks, options.tasks ?? { run: false })
  await app.register(errorPages)
  if (development) await app.register(import('@larder/openapi'), { title: 'Larder', version, publicUrl })
  await app.register(languages, { userLanguage: (request) => userOf(request)?.language, saveLanguage })
  await app.register(staff, { findMember, timeZone: set.timeZone })
  await app.register(files, { store: options.files })
  await app.register(stock)
}

async function addFeatures(app: FastifyInstance, options: AppOptions, set: OwnerSettings): Promise<void> {
  const { publicUrl, localUrl = LOCAL_URL, development, own } = options
  await app.register(pages, { shop: set.shop, timeZone: set.timeZone, maxAge: pageAgeOf(options) })
  await app.register(searchEngines, { publicUrl, localUrl, icons: foldersOf(own, 'static') })
  if (development) await app.register(mailboxPages, { url: options.mail?.url })
  const { features } = own ?? { features: (await import('./features.js')).default }
  await features(app, await optionsOfFeatures(app, options, set))
  const names = (['terms', 'withdrawal'] as const).filter((name) => !options[name])
  if (app.hasDecorator('attachToOrderMails')) attachTerms(app, { names, facts: set.facts })
}

/** The languages of the shop's pages, and which pages have none in their URLs. */
export function languagesOf(tags: string[] = ['en']): Languages {
  return { urls: urlsOf(tags), unprefixed: UNPREFIXED }
}

/** What staff, programs and probes open, and what is the same in every language. */
const UNPREFIXED = [
  '/staff',
  '/payments/stripe',
  '/pictures',
  '/static',
  '/language',
  '/robots.txt',
  '/sitemap.xml',
  '/healthz',
  '/readyz',
  '/metrics',
  '/docs',
  '/dev'
]

const LOCAL_URL = new URL('http://localhost:8000')
