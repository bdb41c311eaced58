import {
  type BlueprintApp,
  type FindKept,
  inParts,
  keepFound,
  Text,
  type Translate,
  wantsHtml
} from '@larder/blueprint'
import { type Database, isDatabaseAway } from '@larder/database'
import { formatPrice } from '@larder/money'
import { Type } from 'typebox'
import { GOODS_ERR_NO_CATEGORY, GOODS_ERR_NO_PAGE, GOODS_ERR_NOT_FOUND } from './errors.js'
import { type FoundGood, findGood } from './find-good.js'
import { followStock } from './follow-stock.js'
import { listCategories } from './lists/list-categories.js'
import type { Place } from './lists/list-goods.js'
import { countryName } from './pages/country-name.js'
import { goodMeta, listMeta } from './pages/page-meta.js'
import { productFeed } from './pages/product-feed.js'
import { cardHelpers, shownGood } from './pages/shown-good.js'
import { type PictureOf, urlOfPicture } from './pictures/show-picture.js'
import { findRelated, type RelatedGoods } from './related/find-related.js'
import { GoodDetails, GoodsPage, ListQuery, Slug, Suggested } from './schemas.js'
import { FacetCache } from './search/count-facets.js'
import { type FoundPage, findPage, type PageOutcome } from './search/find-page.js'
import { keepIndexed } from './search/keep-indexed.js'
import { nearestGoods } from './search/nearest-goods.js'
import { recordMisses } from './search/search-misses.js'
import { suggestGoods } from './search/suggest-goods.js'
import { translateGoods } from './translate-goods.js'

export interface GoodsOptions {
  /** Goods on a page of the list. @default 24 */
  pageSize?: number | undefined
  /** How many milliseconds the page of a list, or of a good, shows again what was found for another visitor. @default 0 */
  maxAge?: number | undefined
}

export default async function routes(app: BlueprintApp, { pageSize, maxAge }: Required<GoodsOptions>) {
  const { pictureOf } = cardHelpers(app)
  listRoutes(app, pageSize, keepFound(maxAge))

  const suggest = {
    summary: 'What a search field offers while somebody types, eight at most',
    querystring: Type.Object({ q: Type.Optional(Text(100, 'What is typed so far.')) }),
    response: { 200: Suggested }
  }
  const suggestions = { name: 'suggest', schema: suggest, config: { impersonal: true } } as const
  app.get('/suggest', suggestions, (request, reply) => {
    reply.header('cache-control', 'public, max-age=60')
    return findSuggestions(app, request, pictureOf)
  })

  const feed = { summary: 'All products for shopping services, as RSS 2.0 of Google Merchant Center' }
  app.get('/feed.xml', { name: 'feed', schema: feed, config: { impersonal: true } }, async (request, reply) =>
    reply
      .type('application/xml; charset=utf-8')
      .header('cache-control', 'public, max-age=3600')
      .send(inParts(request, productFeed(app)))
  )

  keepIndexed(app)
  app.onStockChange(followStock)

  const show = { summary: 'One good', params: Slug, response: { 200: GoodDetails } }
  const findShown = keepFound<{ good: FoundGood; related: RelatedGoods }>(maxAge)
  const toShow = { name: 'show', templates: ['show'], schema: show, config: { shared: true } } as const
  app.get('/:slug', toShow, async (request, reply) => {
    const { params, language } = request
    if (!wantsHtml(request)) return showDetails(await orNotFound(app.db, params.slug, language), pictureOf)
    const { good, related } = await findShown(JSON.stringify([language, params.slug]), async () => {
      const good = await orNotFound(app.db, params.slug, language)
      return { good, related: await findRelated(app.db, good, language) }
    })
    const slots = {
      'goods.show.after-price': { good },
      'goods.show.actions': { good },
      'goods.show.end': { good },
      ...(related.goods.length > 0 && { 'goods.card': { goods: related.goods } })
    }
    return reply.view('show', {
      ...shownGood(app, good, request.t),
      related,
      meta: goodMeta(app, good, request.t),
      slots
    })
  })
}

function listRoutes(app: BlueprintApp, pageSize: number, findKept: FindKept<ListData>): void {
  const shown = cardHelpers(app)
  const { pictureOf } = shown
  const misses = recordMisses(app)
  const list = {
    summary: 'The goods by category and by words, a page at a time',
    querystring: ListQuery,
    response: { 200: GoodsPage }
  }

  const facets = new FacetCache(app.db, (error) => {
    // The app's own checks report a database that is away.
    if (!isDatabaseAway(error)) app.log.warn(error, 'The facets of the goods were not counted.')
  })
  const find = async ({ query, language }: Listed) =>
    orThrow(await findPage(app.db, facets, { ...query, language, pageSize }))

  const toList = { name: 'list', templates: ['list'], schema: list, config: { shared: true } } as const
  app.get('/', toList, async (request, reply) => {
    const { query } = request
    if (!wantsHtml(request)) {
      return asJson(await find(request), linkTo(app, '.list', request), pictureOf)
    }
    const key = JSON.stringify([request.language, query])
    const data = await findKept(key, () => findListData(app, request, find))
    if (data.total === 0) misses.add(query)
    const slots = { 'goods.card': { goods: [...data.goods, ...data.nearest] } }
    return reply.view('list', { ...shown, ...data, countryName, slots })
  })

  const toGet = { name: 'get-goods', schema: list, config: { shared: true } } as const
  app.get('/get_goods', toGet, async (request) =>
    asJson(await find(request), linkTo(app, '.get-goods', request), pictureOf)
  )
}

/** @throws GOODS_ERR_NOT_FOUND (404) */
async function orNotFound(db: Database, slug: string, language: string): Promise<FoundGood> {
  const good = await findGood(db, slug, language)
  if (!good) throw new GOODS_ERR_NOT_FOUND()
  return good
}

function showDetails(good: FoundGood, pictureOf: PictureOf): GoodDetails {
  const pictures = good.pictures.map((picture) => {
    const { alt, width, height } = picture
    return { url: pictureOf(picture)?.large ?? '', alt, width, height }
  })
  return { ...good, picture: urlOfPicture(pictureOf, good.picture), pictures }
}

/** What a list depends on. */
interface Listed {
  query: ListQuery
  language: string
  t: Translate
}

type ListData = Awaited<ReturnType<typeof findListData>>

/** The list's page: the goods, or what comes nearest to a search without hits. */
async function findListData(
  app: BlueprintApp,
  request: Listed,
  find: (request: Listed) => Promise<FoundPage>
) {
  const { query, language, t } = request
  const [found, categories] = await Promise.all([find(request), listCategories(app.db, language)])
  const near = query.q?.trim() && found.total === 0 ? await nearestGoods(app.db, query.q, NEAREST) : []
  const nearest = await translateGoods(app.db, near, language)
  const link = linkTo(app, '.list', request)
  const category = categories.find(({ slug }) => slug === query.category)
  const meta = listMeta(app, { query, category, ...found }, t)
  const page = { ...onPage(found, link), last: link(found.last) }
  return { ...page, nearest, categories, category, query, meta, narrow: narrowBy(app, request) }
}

async function findSuggestions(
  app: BlueprintApp,
  { query, language }: { query: { q?: string }; language: string },
  pictureOf: PictureOf
): Promise<Suggested> {
  const { goods, categories, queries } = await suggestGoods(app.db, query.q ?? '', language)
  return {
    goods: goods.map(({ slug, name, unit, price, currency, picture, language: own }) => ({
      ...{ slug, name, unit, price, currency, language: own },
      formatted_price: formatPrice(price, currency, language),
      picture: urlOfPicture(pictureOf, picture),
      url: app.urlFor('.show', { slug }, {}, { language })
    })),
    categories: categories.map(({ slug, name, language: own }) => ({
      ...{ slug, name, language: own },
      url: app.urlFor('.list', {}, { category: slug }, { language })
    })),
    queries
  }
}

/** Goods that a search without hits offers. */
const NEAREST = 6

/** @throws GOODS_ERR_NO_CATEGORY, GOODS_ERR_NO_PAGE (404) */
function orThrow(found: PageOutcome): FoundPage {
  if (found.outcome === 'no-category') throw new GOODS_ERR_NO_CATEGORY()
  if (found.outcome === 'no-page') throw new GOODS_ERR_NO_PAGE()
  return found
}

/** Makes the URL of a page of the list from its place. */
function linkTo(app: BlueprintApp, route: string, { query, language }: Pick<Listed, 'query' | 'language'>) {
  const { page: _page, after: _after, before: _before, ...wanted } = query
  return (place: Place | undefined): string | null => {
    if (!place) return null
    const { page, ...cursor } = place
    return app.urlFor(route, {}, { ...wanted, page: page === 1 ? undefined : page, ...cursor }, { language })
  }
}

/** Makes the URL of the list with other choices; one that is undefined is taken back. */
function narrowBy(app: BlueprintApp, { query, language }: Listed) {
  const { page: _page, after: _after, before: _before, ...chosen } = query
  return (choices: Partial<ListQuery>) => app.urlFor('.list', {}, { ...chosen, ...choices }, { language })
}

type Link = (place: Place | undefined) => string | null

function asJson(found: FoundPage, link: Link, pictureOf: PictureOf): GoodsPage {
  const goods = found.goods.map((good) => ({ ...good, picture: urlOfPicture(pictureOf, good.picture) }))
  return onPage({ ...found, goods }, link)
}

function onPage(found: FoundPage, link: Link): GoodsPage {
  const { goods, total, more, page = null, pages, previous, next, didYouMean = null, facets = null } = found
  const neighbours = { previous: link(previous), next: link(next) }
  return { goods, total, more, page, pages, ...neighbours, did_you_mean: didYouMean, facets }
}
