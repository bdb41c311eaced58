import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { englishOf } from '@larder/blueprint'
import { Eta } from 'eta'
import { mostInCart } from './queries.mjs'
import { assetUrl } from './static.mjs'

const root = new URL('../../../../', import.meta.url)
const price = new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'EUR' })
const dates = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone: 'UTC' })
const countries = new Intl.DisplayNames('en', { type: 'region' })
const eta = new Eta({
  cache: true,
  // It keeps no part.
  functionHeader: `const { urlFor, assetUrl, slot, language, t, tHtml, tOf, formatDate } = it
const includeKept = (template, things, data) => include(template, { ...things, ...data })`
})

// All that the shop has: `goods:list` of packages/goods; `layout` and `goods/search` of the gateway.
const templates = new Map([
  ...packages().flatMap((name) => templatesIn(`packages/${name}`, `${name}:`)),
  ...templatesIn('apps/gateway', '')
])

const compiled = new Set()

/** Compiles a template with all that it includes, the first time that it is shown. */
function show(name, data) {
  compile(name)
  return eta.render(`@${name}`, data)
}

function compile(name) {
  if (compiled.has(name)) return
  compiled.add(name)
  const [, owner = ''] = /^([\w-]+)[:/]/.exec(name) ?? []
  const text = readFileSync(templates.get(name), 'utf8')
    .replace(/\b(t|tHtml|tOf)\('(?![\w-]*:)/g, `$1('${owner}:`)
    .replace(/\b(layout|include|includeKept)\([^,)]+/g, (call) =>
      call.replace(/'([^']+)'/g, (_quoted, asked) => {
        const found = findTemplate(owner, asked)
        compile(found)
        return `'@${found}'`
      })
    )
  eta.loadTemplate(`@${name}`, text)
}

function packages() {
  return readdirSync(new URL('packages/', root)).filter((name) =>
    existsSync(new URL(`packages/${name}/templates`, root))
  )
}

function templatesIn(folder, prefix) {
  const path = fileURLToPath(new URL(`${folder}/templates`, root))
  const files = readdirSync(path, { recursive: true }).filter((file) => file.endsWith('.eta'))
  return files.map((file) => [prefix + file.slice(0, -'.eta'.length), join(path, file)])
}

/** What a template means by a name, as the shop's cascade finds it. */
function findTemplate(owner, asked) {
  if (asked.includes(':')) return asked
  return [`${owner}/${asked}`, asked, `${owner}:${asked}`, `blueprint:${asked}`].find((name) =>
    templates.has(name)
  )
}

const LEGAL_PAGES = [
  ['imprint', 'Imprint'],
  ['terms', 'Terms'],
  ['privacy', 'Privacy'],
  ['withdrawal', 'Right to withdraw'],
  ['accessibility', 'Accessibility']
].map(([name, label]) => ({ name, label }))

const PATHS = {
  home: () => '/',
  'users.login': () => '/users/login',
  'users.register': () => '/users/register',
  'users.forgot': () => '/users/forgot',
  'goods.list': () => '/goods',
  'goods.suggest': () => '/goods/suggest',
  'goods.show': ({ slug }) => `/goods/${encodeURIComponent(slug)}`,
  'carts.show': () => '/carts',
  'carts.add': () => '/carts/lines',
  'carts.change': ({ good }) => `/carts/lines/${good}`,
  'checkout.show': () => '/checkout',
  'delivery.show': () => '/delivery',
  'reviews.product': ({ slug }) => `/reviews/of/${encodeURIComponent(slug)}`,
  'reviews.write': ({ slug }) => `/reviews/${encodeURIComponent(slug)}`,
  // What the layout links for customers: it asks for them even where nobody is logged in.
  'orders.list': () => '/orders',
  'addresses.list': () => '/addresses',
  'favourites.list': () => '/favourites',
  'users.account': () => '/users/account',
  'users.password': () => '/users/password',
  'users.email': () => '/users/email',
  'users.sessions': () => '/users/sessions',
  'users.data': () => '/users/data',
  'users.delete': () => '/users/delete',
  'pages.show': ({ name }) => `/pages/${name}`
}

const helpers = Object.fromEntries(
  ['users', 'goods', 'carts', 'checkout', 'reviews'].map((name) => [name, helpersOf(name)])
)

/**
 * The page that a template of a blueprint makes: `goods:list`.
 *
 * @param path where it is asked for
 * @param cart that of who asks
 */
export function render(template, path, data, cart) {
  const inCart = cart?.count ? { count: cart.count, total: price.format(cart.total / 100) } : undefined
  const [blueprint] = template.split(':')
  const slot = (name, more) => SLOTS[name]?.({ path, cart, ...data, ...more }) ?? ''
  return show(template, {
    ...helpers[blueprint],
    slot,
    inCart,
    path,
    languages: languagesAt(path),
    ...data
  })
}

const LANGUAGES = [
  { language: 'en', name: 'English', isCurrent: true },
  { language: 'zh-Hans', name: '简体中文', isCurrent: false }
]

function languagesAt(path) {
  return {
    action: '/language',
    path,
    choices: LANGUAGES,
    alternatesOf: (url) => [
      { language: 'en', url },
      { language: 'zh-Hans', url: `/zh${url}` },
      { language: 'x-default', url }
    ]
  }
}

const SLOTS = {
  'goods.card': ({ good, path, cart }) => {
    const quantityOf = ({ id }) => cart?.lines.find((line) => line.good.id === id)?.quantity ?? 0
    return show('carts:card', { ...helpers.carts, good, quantityOf, back: path })
  },
  'goods.show.after-price': () => show('price-note', helpers.goods),
  'goods.show.actions': buyForm,
  'goods.show.end': ({ good, reviewed }) =>
    show('reviews:on-product', { ...helpers.reviews, good, ...reviewed }),
  'carts.show.actions': cartActions
}

function buyForm({ good }) {
  return show('carts:buy', { ...helpers.carts, good, most: mostInCart(good) })
}

// Those of a shop whose settings name an account.
const PAYMENTS = ['Bank transfer', 'Pay on delivery']

function cartActions({ delivery, total }) {
  const data = {
    hint: hintAt(delivery, total),
    delivery,
    payments: PAYMENTS,
    price: helpers.checkout.formatPrice
  }
  return show('checkout:cart-actions', { ...helpers.checkout, ...data })
}

function hintAt(methods, total) {
  const [minimum] = methods.map(({ min_total }) => min_total ?? 0).sort((a, b) => a - b)
  if (minimum > total) return { minimum, missing: minimum - total }
  const [nearest] = methods
    .filter(({ price: cents, free_from }) => cents > 0 && free_from > total)
    .sort((a, b) => a.free_from - b.free_from)
  return nearest && { free: nearest.name, missing: nearest.free_from - total }
}

const SIZES = { g: [1_000, 'kg'], ml: [1_000, 'l'], piece: [1, 'piece'] }

function basePrice({ price, content, content_unit, drained }) {
  if (!content) return undefined
  const [size, per] = SIZES[content_unit]
  const units = drained ?? content
  const amount = Math.floor((2 * price * size + units) / (2 * units))
  return amount === price ? undefined : { amount, per }
}

const translators = new Map()

/** The English messages of whoever a key names. */
function english(key) {
  const [owner] = key.split(':')
  const folder = new URL(owner ? `packages/${owner}/` : 'apps/gateway/', root)
  const t = translators.get(owner) ?? englishOf(owner, folder)
  translators.set(owner, t)
  return t
}

function escapeAll(values) {
  const escaped = Object.entries(values).map(([name, value]) => [
    name,
    String(value).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
  ])
  return Object.fromEntries(escaped)
}

function helpersOf(blueprint) {
  return {
    urlFor(route, params, query) {
      const path = PATHS[route.startsWith('.') ? blueprint + route : route](params)
      const given = Object.entries(query ?? {}).filter(([, value]) => value)
      return given.length > 0 ? `${path}?${new URLSearchParams(given)}` : path
    },
    assetUrl: (file) => (file.includes(':') ? assetUrl(...file.split(':')) : assetUrl(blueprint, file)),
    basePrice,
    // No list that is measured is narrowed already.
    narrow(choices) {
      const given = Object.entries(choices).filter(([, value]) => value !== undefined)
      return given.length > 0 ? `/goods?${new URLSearchParams(given)}` : '/goods'
    },
    countryName: (country) => countries.of(country) ?? country,
    formatPrice: (cents) => price.format(cents / 100),
    formatDate: (time) => dates.format(new Date(time)),
    has: (route) => route in PATHS,
    language: 'en',
    t: (key, values) => english(key)(key, values),
    tHtml: (key, values = {}) => english(key)(key, escapeAll(values)),
    tOf: (group, value) => english(group).of(group, value),
    pageUrl: (path) => `http://localhost${path}`,
    wholeUrl: (path) => `http://localhost${path}`,
    // Those of a list, by their URL, and of a good's page.
    pictureOf: (picture) => picture && { src: picture.src ?? picture, focus: '' },
    mostInCart,
    flashes: [],
    stylesheets: () => [assetUrl('', 'shop.css')],
    shop: { name: 'Larder', email: '', phone: '', openingTimes: [], notice: '' },
    legalPages: LEGAL_PAGES
  }
}
