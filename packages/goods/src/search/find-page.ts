import type { PrismaClient } from '@larder/database'
import { isFiltered } from '../filter.js'
import { type FoundGoods, type ListOutcome, listGoods } from '../lists/list-goods.js'
import type { Facets, ListQuery } from '../schemas.js'
import { SHOP_LANGUAGE } from '../shop-language.js'
import { translateGoods } from '../translate-goods.js'
import { countFacets, countListed, type FacetCache } from './count-facets.js'
import { findCandidates, termsOfFilter } from './find-candidates.js'
import { indexGoods } from './index-goods.js'
import { searchGoods } from './search-goods.js'

export interface FoundPage extends FoundGoods {
  /** The query whose goods these are, since the one that was typed has none. */
  didYouMean?: string
  /** Of all pages. None of a list that is filtered and has more than 1,000 goods. */
  facets?: Facets
}

export type PageOutcome = ({ outcome: 'page' } & FoundPage) | Exclude<ListOutcome, { outcome: 'page' }>

/** A page of a list, or of a search where the query has words, with what it can be narrowed by. */
export async function findPage(
  db: PrismaClient,
  cache: FacetCache,
  { q: typed, sort, ...query }: ListQuery & { pageSize: number; language?: string }
): Promise<PageOutcome> {
  const { language = SHOP_LANGUAGE } = query
  const q = typed?.trim()
  if (q) {
    const found = await searchGoods(db, { ...query, q, sort })
    if (found.outcome !== 'page') return found
    return { ...found, goods: await translateGoods(db, found.goods, language) }
  }
  // What these lists are sorted or narrowed by is made with the terms, or is one.
  if (sort === 'base-price' || language !== SHOP_LANGUAGE || termsOfFilter(query).length > 0)
    await indexGoods(db, NEW_AT_ONCE)
  const filtered = isFiltered(query)
  const ids = filtered ? await findCandidates(db, query) : undefined
  const found = await listGoods(db, { ...query, sort: sort === 'relevance' ? 'name' : sort, ids })
  if (found.outcome !== 'page') return found
  return { ...found, facets: await findFacets() }

  function findFacets(): Promise<Facets> | Facets | undefined {
    if (ids) return countFacets(db, ids, query)
    if (found.outcome === 'page' && found.more) return filtered ? undefined : cache.find(query.category)
    return countListed(db, query)
  }
}

/** New goods that one list makes terms of. */
const NEW_AT_ONCE = 100
