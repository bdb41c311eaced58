import { keepFound, type PageMeta, type Translate } from '@larder/blueprint'
import type { Database } from '@larder/database'
import {
  cardHelpers,
  findGoods,
  type GoodSummary,
  goodsInSeason,
  goodsOnOffer,
  listCategories,
  newestGoods,
  translateGoods
} from '@larder/goods'
import { listBoughtGoods } from '@larder/orders'
import type { FastifyInstance } from 'fastify'

export interface PagesOptions {
  shop: () => { name: string }
  timeZone: () => string
  /** How many milliseconds the front page shows again what was found for another visitor. */
  maxAge: number
}

/** The pages that belong to no feature. */
export default async function pages(app: FastifyInstance, { shop, timeZone, maxAge }: PagesOptions) {
  const shown = cardHelpers(app)
  const findKept = keepFound<Awaited<ReturnType<typeof findFront>>>(maxAge)

  app.fillSlot('goods.show.after-price', { template: 'price-note', impersonal: true })
  app.fillSlot('users.account.links', { template: 'account-links' })
  app.fillSlot('goods-staff.form.actions', { template: 'stock-link' })

  // Password managers ask every site there (W3C, A Well-Known URL for Changing Passwords).
  const passwords = { summary: 'Leads password managers to where a password is changed' }
  const toAll = { impersonal: true }
  app.get('/.well-known/change-password', { schema: passwords, config: toAll }, async (_request, reply) =>
    reply.redirect(app.urlFor('users.password'), 303)
  )

  const front = { summary: 'The front page, with what one has bought, what is in season, on offer and new' }
  const toShow = { name: 'home', templates: ['home'], schema: front, config: { shared: true } } as const
  app.get('/', toShow, async ({ t, user }, reply) => {
    const bought = user && app.hasDecorator('orders') ? await goodsBought(app.db, user.id) : []
    const find = () => findFront(app.db, t.language, monthIn(timeZone()), bought)
    const front = await (bought.length > 0 ? find() : findKept(t.language, find))
    const goods = front.shelves.flatMap(({ goods }) => goods)
    const slots = { 'goods.card': { goods } }
    return reply.view('home', { ...shown, ...front, meta: frontMeta(app, shop().name, t), slots })
  })
}

/** @param month from 1 */
async function findFront(db: Database, language: string, month: number, bought: GoodSummary[]) {
  const [categories, newest, inSeason, onOffer] = await Promise.all([
    listCategories(db, language),
    newestGoods(db, NEWEST),
    goodsInSeason(db, month, 2 * SHELF),
    goodsOnOffer(db, 3 * SHELF)
  ])
  const found = { again: bought, season: inSeason, offers: onOffer, new: newest }
  const tiles = categories.map(({ slug, name }) => {
    const picture = newest.findLast(({ category }) => category === slug)?.picture ?? null
    return { slug, name, picture }
  })
  return { tiles, shelves: await fillShelves(db, language, found) }
}

/** What somebody can buy again, as `listBoughtGoods` has it. */
async function goodsBought(db: Database, userId: number): Promise<GoodSummary[]> {
  const ids = await listBoughtGoods(db, userId, BOUGHT)
  if (ids.length === 0) return []
  const goods = new Map((await findGoods(db, ids)).map((good) => [good.id, good]))
  return ids.flatMap((id) => goods.get(id) ?? []).filter(({ stock, backorder }) => stock > 0 || backorder)
}

/**
 * Shelves with at most six goods, each on the first that has it: `found` has six more for each shelf
 * before. Those without any are left out.
 */
async function fillShelves(db: Database, language: string, found: Record<string, GoodSummary[]>) {
  const shown = new Set<number>()
  const shelves = Object.entries(found).map(([name, goods]) => {
    const others = goods.filter(({ id }) => !shown.has(id)).slice(0, SHELF)
    for (const { id } of others) shown.add(id)
    return { name, goods: others }
  })
  const goods = await translateGoods(
    db,
    shelves.flatMap(({ goods }) => goods),
    language
  )
  return shelves
    .map(({ name, goods: { length } }) => ({ name, goods: goods.splice(0, length) }))
    .filter(({ goods }) => goods.length > 0)
}

/** From 1. */
function monthIn(timeZone: string): number {
  return Number(new Intl.DateTimeFormat('en', { month: 'numeric', timeZone }).format())
}

/** Who the shop is (schema.org). */
function frontMeta(app: FastifyInstance, name: string, t: Translate): PageMeta {
  const url = app.urlFor('home')
  return {
    description: t('home.description'),
    canonical: url,
    structured: [{ '@type': 'Organization', name, url, logo: app.assetUrl('apple-touch-icon.png') }]
  }
}

/** As many as end a row of the goods' grid, whatever its columns. */
const SHELF = 6
/** Bought goods to search for some that can be bought again. */
const BOUGHT = 100
/**
 * For as many shelves as there are. That is three of each of eight categories: those have pictures on
 * their tiles, of products that are not on the shelf if it can be.
 */
const NEWEST = 4 * SHELF
