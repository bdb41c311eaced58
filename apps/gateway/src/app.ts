import { fileURLToPath } from 'node:url'
import addresses from '@larder/addresses'
import addressesStaff from '@larder/addresses/staff'
import { blueprints, type Languages, settingOf } from '@larder/blueprint'
import carts from '@larder/carts'
import checkout from '@larder/checkout'
import checkoutStaff from '@larder/checkout/staff'
import type { Database } from '@larder/database'
import delivery from '@larder/delivery'
import deliveryStaff from '@larder/delivery/staff'
import favourites from '@larder/favourites'
import files, { type StoreSettings } from '@larder/files'
import goods, { goodSlugs, nameGoods } from '@larder/goods'
import goodsStaff from '@larder/goods/staff'
import languages, { urlsOf } from '@larder/languages'
import mail, { type MailOptions, readAddress } from '@larder/mail'
import mailStaff from '@larder/mail/staff'
import orders, { type Seller } from '@larder/orders'
import ordersStaff, { taxStaff } from '@larder/orders/staff'
import legalPages, { currentVersion, PAGE_NAMES } from '@larder/pages'
import legalPagesStaff from '@larder/pages/staff'
import payments, { type PaymentMethod } from '@larder/payments'
import paymentsStaff from '@larder/payments/staff'
import pictures from '@larder/pictures'
import reviews from '@larder/reviews'
import reviewsStaff from '@larder/reviews/staff'
import { shedding } from '@larder/serve/server'
import session, { takeFlashes } from '@larder/session'
import settings from '@larder/settings'
import settingsStaff from '@larder/settings/staff'
import staff from '@larder/staff'
import stock from '@larder/stock'
import stockStaff from '@larder/stock/staff'
import stockAlerts from '@larder/stock-alerts'
import type { StripeOptions } from '@larder/stripe'
import tasks, { type TasksOptions } from '@larder/tasks'
import tasksStaff from '@larder/tasks/staff'
import users, { findMember, saveLanguage } from '@larder/users'
import usersStaff from '@larder/users/staff'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import mailboxPages from './development/mailbox-pages.js'
import { EXAMPLE_METHODS } from './settings/payment-settings.js'
import attachTerms from './shop/attach-terms.js'
import { findContact, findEmail } from './shop/find-contact.js'
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
import searchEngines from './shop/search-engines.js'
import { shopInMails, shownShop } from './shop/shown-shop.js'
import { joinStylesheets } from './shop/stylesheets.js'
import { version } from './version.js'

export interface ShopOptions {
  /** How visitors reach the shop; with HTTPS the cookies are secure. @default unknown, and not by HTTPS */
  publicUrl?: URL
  /** Where links in mails lead if that is unknown. @default http://localhost:8000 */
  localUrl?: URL
  /** What prices are in, ISO 4217. @default 'EUR' */
  currency?: string
  /** The languages of pages and mails, BCP 47, the default first. @default ['en'] */
  languages?: string[]
  /** The zone of the times that pages and mails show, and of delivery. @default 'UTC' */
  timeZone?: string
  /** Where the shop is, ISO 3166-1. @default 'DE' */
  country?: string
  /** Whose tax orders have: of the country that they go to, or of the seller. @default 'destination' */
  taxCountry?: 'seller' | 'destination'
  /** The whole URL of the terms that people order by. @default that of the shop's own page */
  terms?: string | undefined
  /** The whole URL of what is said of the right to withdraw. @default that of the shop's own page */
  withdrawal?: string | undefined
  /** Whom invoices name as the seller. @default 'Larder', without an address */
  seller?: Seller
  /** The ways to pay. @default by transfer to an account that is made up, and on delivery */
  paymentMethods?: PaymentMethod[]
  /** Payment at Stripe, before those. @default none */
  stripe?: StripeOptions
  /** What numbers of orders begin with. @default 'L-' */
  orderPrefix?: string
  /** Read templates anew for every page, and describe the routes at `/docs`. @default false */
  development?: boolean
  /** Names of the features to serve; pages link to the others, which other instances serve. @default all */
  only?: string[]
  /** Milliseconds that a page is shown again to visitors who have no session; 0 to make each anew. @default 0 */
  pageAge?: number
  /** Milliseconds that the event loop may be late before requests are refused with 503; 0 for any. @default 0 */
  maxEventLoopDelay?: number
  /** How many passwords of one account may be wrong in a quarter of an hour; 0 for any number. @default 10 */
  wrongPasswords?: number
  /** What the secrets of authenticator apps are encrypted with, 32 bytes in base64. @default nobody can have a second factor */
  secretKey?: string | undefined
  /** Whom mails are from, and the server that takes them. @default they wait in the outbox */
  mail?: MailOptions
  /** How tasks are run. @default they wait for a process that runs them */
  tasks?: TasksOptions
  /** Where the content of new pictures goes. @default into the database */
  files?: StoreSettings
}

/** The shop: what it is made of, and where each part is found. */
export default fp(shop, { name: 'shop', fastify: '5.x', dependencies: ['@larder/database'] })

async function shop(app: FastifyInstance, options: ShopOptions) {
  const { currency = 'EUR', timeZone = 'UTC', country = 'DE' } = options
  const { seller = { name: 'Larder', address: [], vatNumber: '' }, orderPrefix = 'L-' } = options
  const mailFrom = readAddress('from', settingOf(options.mail?.from ?? 'Larder <larder@localhost>')())
  await app.register(securityHeaders, { secure: options.publicUrl?.protocol === 'https:' })
  await app.register(shedding, { maxEventLoopDelay: options.maxEventLoopDelay ?? 0 })
  await app.register(hostHeader)
  await app.register(settings)
  const set = addOwnerSettings(app, { currency, timeZone, country, seller, orderPrefix, mailFrom })
  const pages = keepPages(options.development ? 0 : (options.pageAge ?? 0))
  await app.register(pages.showAgain)
  await addPlatform(app, options, set)
  await app.register(pages.keep)
  await app.register(notModified)
  await addFeatures(app, options, set)
  await addStaffPages(app, options, set)
}

/** What all features stand on. */
async function addPlatform(app: FastifyInstance, options: ShopOptions, set: OwnerSettings): Promise<void> {
  const { publicUrl, localUrl = LOCAL_URL, development = false, only } = options
  const categoriesOfShop = rememberCategories(app)
  const stylesheets = joinStylesheets(app, development)
  await app.register(blueprints, {
    templates: folder('templates'),
    mail: folder('mail'),
    static: folder('static'),
    messages: folder('languages'),
    languages: languagesOf(options.languages),
    context(request) {
      const seen = {
        user: request.user,
        flashes: takeFlashes(request),
        shop: shownShop(app, set.shop()),
        legalPages: PAGE_NAMES.map((name) => ({ name, label: request.t.of('pages:name', name) })),
        stylesheets,
        path: request.originalUrl.split('?', 1)[0],
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
  await app.register(languages, { userLanguage: (request) => request.user?.language, saveLanguage })
  await app.register(staff, { findMember })
  await app.register(files, { store: options.files })
  await app.register(stock)
}

async function addFeatures(app: FastifyInstance, options: ShopOptions, set: OwnerSettings): Promise<void> {
  const { publicUrl, localUrl = LOCAL_URL, development, wrongPasswords, secretKey } = options
  await app.register(pages, { shop: set.shop, timeZone: set.timeZone })
  await app.register(searchEngines, { publicUrl, localUrl, icons: folder('static') })
  if (development) await app.register(mailboxPages, { url: options.mail?.url })
  await app.register(legalPages, { prefix: '/pages', facts: set.facts })
  await app.register(users, { prefix: '/users', wrongPasswords, secretKey, issuer: () => set.shop().name })
  await app.register(addresses, { prefix: '/addresses', country: set.country })
  await app.register(pictures, { prefix: '/pictures' })
  await app.register(goods, { prefix: '/goods' })
  await app.register(carts, { prefix: '/carts', currency: set.currency })
  await app.register(delivery, { prefix: '/delivery', currency: set.currency, timeZone: set.timeZone })
  const numberPrefix = () => set.orders().numberPrefix
  await app.register(orders, { seller: set.seller, numberPrefix, nameGoods })
  const { paymentMethods = EXAMPLE_METHODS() } = options
  // Loaded where it is needed: its library takes 20 MB.
  const card = options.stripe && (await import('@larder/stripe')).stripe(options.stripe)
  await app.register(payments, { methods: card ? [card, ...paymentMethods] : paymentMethods })
  const pageUrl = (name: string, language: string) =>
    app.urlFor('pages.show', { name }, {}, { absolute: true, language })
  const names = (['terms', 'withdrawal'] as const).filter((name) => !options[name])
  attachTerms(app, { names, facts: set.facts })
  await app.register(checkout, {
    prefix: '/checkout',
    ...sellingOf(options, set),
    timeZone: set.timeZone,
    terms: options.terms ?? ((language: string) => pageUrl('terms', language)),
    withdrawal: options.withdrawal ?? ((language: string) => pageUrl('withdrawal', language)),
    findContact
  })
  await app.register(reviews, { prefix: '/reviews' })
  await app.register(favourites, { prefix: '/favourites' })
  await app.register(stockAlerts, { prefix: '/stock-alerts', findEmail })
}

/** In the order of their navigation. */
async function addStaffPages(app: FastifyInstance, options: ShopOptions, set: OwnerSettings): Promise<void> {
  const { currency, timeZone } = set
  await app.register(goodsStaff, { prefix: '/staff/goods', currency })
  const staffEmail = () => set.orders().staffEmail
  await app.register(stockStaff, { prefix: '/staff/stock', nameGoods, goodSlugs, staffEmail })
  await app.register(ordersStaff, { prefix: '/staff/orders', timeZone })
  await app.register(checkoutStaff, { prefix: '/staff/orders', ...sellingOf(options, set) })
  await app.register(paymentsStaff, { prefix: '/staff/payments' })
  await app.register(usersStaff, { prefix: '/staff/customers' })
  await app.register(addressesStaff)
  await app.register(reviewsStaff, { prefix: '/staff/reviews' })
  await app.register(deliveryStaff, { prefix: '/staff/delivery', currency, timeZone })
  await app.register(taxStaff, { prefix: '/staff/tax', timeZone, country: set.country })
  await app.register(legalPagesStaff, { prefix: '/staff/pages', facts: set.facts })
  await app.register(settingsStaff, { prefix: '/staff/settings' })
  await app.register(mailStaff, { prefix: '/staff/mails' })
  await app.register(tasksStaff, { prefix: '/staff/tasks' })
}

/** By what orders are placed, by customers and by staff. */
function sellingOf({ taxCountry }: ShopOptions, { currency, country }: OwnerSettings) {
  const findTermsVersion = (db: Database) => currentVersion(db, 'terms')
  return { currency, country, taxCountry, findTermsVersion }
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

function folder(name: string): string {
  return fileURLToPath(new URL(`../${name}`, import.meta.url))
}
