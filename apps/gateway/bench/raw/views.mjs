import { readFileSync } from 'node:fs'
import { englishOf } from '@larder/blueprint'
import { Eta } from 'eta'
import { assetUrl } from './static.mjs'

const root = new URL('../../../../', import.meta.url)
const price = new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'EUR' })
const countries = new Intl.DisplayNames('en', { type: 'region' })
const eta = new Eta({
  cache: true,
  functionHeader: 'const { urlFor, assetUrl, slot, language, t, tHtml, tOf } = it'
})

// Layouts and includes are those that the shop's cascade finds.
for (const [template, file] of Object.entries({
  layout: 'apps/gateway/templates/layout.eta',
  header: 'apps/gateway/templates/header.eta',
  footer: 'apps/gateway/templates/footer.eta',
  'languages:offer': 'packages/languages/templates/offer.eta',
  'languages:switch': 'packages/languages/templates/switch.eta',
  meta: 'apps/gateway/templates/meta.eta',
  'price-note': 'apps/gateway/templates/price-note.eta',
  buy: 'packages/carts/templates/buy.eta',
  card: 'packages/carts/templates/card.eta',
  cards: 'packages/goods/templates/cards.eta',
  picture: 'packages/goods/templates/picture.eta',
  'goods:base-price': 'packages/goods/templates/base-price.eta',
  'goods:price': 'packages/goods/templates/price.eta',
  'goods:facts': 'packages/goods/templates/facts.eta',
  'goods:picture': 'packages/goods/templates/picture.eta',
  search: 'apps/gateway/templates/goods/search.eta',
  filters: 'packages/goods/templates/filters.eta',
  categories: 'apps/gateway/templates/goods/categories.eta',
  'goods:search': 'packages/goods/templates/search.eta',
  field: 'packages/blueprint/templates/field.eta',
  problems: 'packages/blueprint/templates/problems.eta',
  'password-field': 'packages/users/templates/password-field.eta',
  'users/login': 'packages/users/templates/login.eta',
  'cart-actions': 'packages/checkout/templates/cart-actions.eta',
  'goods/list': 'packages/goods/templates/list.eta',
  'goods/show': 'packages/goods/templates/show.eta',
  'carts/show': 'packages/carts/templates/show.eta'
})) {
  const text = readFileSync(new URL(file, root), 'utf8')
  const named = text.replace(/\b(t|tHtml|tOf)\('(?![\w-]*:)/g, `$1('${ownerOf(file)}:`)
  eta.loadTemplate(`@${template}`, named.replace(/(layout|include)\('/g, "$1('@"))
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
  'orders.list': () => '/orders',
  'pages.show': ({ name }) => `/pages/${name}`
}

const helpers = Object.fromEntries(
  ['users', 'goods', 'carts', 'checkout'].map((name) => [name, helpersOf(name)])
)

/** Whose messages a template has: `goods` of packages/goods, and of the app's folder of that name. */
function ownerOf(file) {
  const [, app, owner] = /^(apps\/gateway\/templates|packages)\/(?:([\w-]+)\/)?/.exec(file)
  return owner ?? (app === 'packages' ? app : '')
}

/** The page that a template of a blueprint makes: `goods/list`. */
export function render(template, data) {
  const { count, total } = data
  const inCart = count ? { count, total: price.format(total / 100) } : undefined
  const [blueprint] = template.split('/')
  const slot = (name, more) => SLOTS[name]?.({ ...data, ...more }) ?? ''
  return eta.render(`@${template}`, { ...helpers[blueprint], slot, inCart, ...data })
}

const SLOTS = {
  // Nobody who asks for products in a measurement has a cart.
  'goods.card': ({ good }) =>
    eta.render('@card', { ...helpers.carts, good, quantityOf: () => 0, back: '/goods' }),
  'goods.show.after-price': () => eta.render('@price-note', helpers.goods),
  'goods.show.actions': buyForm,
  'carts.show.actions': cartActions
}

function buyForm({ good }) {
  return eta.render('@buy', { ...helpers.carts, good, most: Math.min(good.stock, 99) })
}

// Those of a shop whose settings name no account.
const PAYMENTS = ['Pay on delivery']

function cartActions({ delivery, total }) {
  const money = (cents) => price.format(cents / 100)
  const prices = delivery.map(({ name, price: cents }) => `${name} ${cents === 0 ? 'free' : money(cents)}`)
  const hints = hintsAt(delivery, total, money)
  return eta.render('@cart-actions', { ...helpers.checkout, hints, delivery: prices, payments: PAYMENTS })
}

function hintsAt(methods, total, money) {
  const [cheapest] = methods.map(({ min_total }) => min_total ?? 0).sort((a, b) => a - b)
  if (cheapest > total) return [`We deliver from ${money(cheapest)}: ${money(cheapest - total)} to go.`]
  const [nearest] = methods
    .filter(({ price: cents, free_from }) => cents > 0 && free_from > total)
    .sort((a, b) => a.free_from - b.free_from)
  return nearest ? [`${money(nearest.free_from - total)} to free delivery: ${nearest.name}.`] : []
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
    language: 'en',
    t: (key, values) => english(key)(key, values),
    tHtml: (key, values = {}) => english(key)(key, escapeAll(values)),
    tOf: (group, value) => english(group).of(group, value),
    pageUrl: (path) => `http://localhost${path}`,
    wholeUrl: (path) => `http://localhost${path}`,
    pictureOf: (src) => src && { src, focus: '' },
    mostInCart: ({ stock }) => Math.min(stock, 99),
    flashes: [],
    stylesheets: () => [assetUrl('', 'shop.css')],
    shop: { name: 'Larder', email: '', phone: '', openingTimes: [], notice: '' },
    legalPages: LEGAL_PAGES
  }
}
