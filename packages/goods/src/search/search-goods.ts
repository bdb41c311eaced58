import { type Database, isMysql, type PrismaClient, queryRows, statement } from '@larder/database'
import { Type } from 'typebox'
import type { GoodsFilter } from '../filter.js'
import { findGoods } from '../find-good.js'
import { findCategory } from '../lists/list-categories.js'
import { COUNTED, type FoundGoods, type ListOutcome } from '../lists/list-goods.js'
import type { Facets, GoodSummary } from '../schemas.js'
import { SHOP_LANGUAGE } from '../shop-language.js'
import { correctWords } from './correct-words.js'
import { countFacets } from './count-facets.js'
import { indexGoods } from './index-goods.js'
import * as mysql from './read-terms-mysql.js'
import * as postgresql from './read-terms-postgresql.js'
import type { SearchPlan, SearchSort } from './search-plan.js'
import { filterTerms, groupsOf, MOST_FORMS, withoutPlurals } from './terms.js'

export interface SearchedFor extends GoodsFilter {
  q: string
  /** @default 'relevance' */
  sort?: SearchSort
  /** In which `name` sorts, BCP 47. @default the shop's own */
  language?: string
  page?: number
  pageSize: number
}

export interface SearchedGoods extends FoundGoods {
  /** The query whose goods these are, since the one that was typed has none. */
  didYouMean?: string
  /** Of all pages. */
  facets: Facets
}

export type SearchOutcome = ({ outcome: 'page' } & SearchedGoods) | Exclude<ListOutcome, { outcome: 'page' }>

/**
 * One page of the goods that have all words of a query in their name, keywords, category,
 * description or facts, in any language. The best come first: by the place of the words, then goods
 * that can be bought, then those that are bought most, then by name. The last word may be the
 * beginning of a word. Where nothing is found, the shop's words that are nearly the same are looked
 * for. Lists the best 1,000 goods, or 500 for a beginning alone, or 200 for several words of which each
 * is in many goods.
 */
export async function searchGoods(db: PrismaClient, { q, ...wanted }: SearchedFor): Promise<SearchOutcome> {
  // Finds goods that were written past the shop, too.
  await indexGoods(db, NEW_AT_ONCE)
  const typed = groupsOf(q)
  const { groups, whole } = await completeLast(db, typed)
  const found = await findByGroups(db, groups, { ...wanted, whole })
  if (found.total > 0) return onPage(found)
  if (wanted.category && !(await findCategory(db, wanted.category))) return { outcome: 'no-category' }
  const correction = await correctWords(db, groups)
  const corrected = correction && (await findByGroups(db, correction.groups, wanted))
  if (!corrected?.total) return wanted.page && wanted.page > 1 ? { outcome: 'no-page' } : onPage(found)
  return onPage({ ...corrected, didYouMean: correction?.text })
}

function onPage(found: SearchedGoods): SearchOutcome {
  return found.goods.length > 0 || found.total === 0 ? { outcome: 'page', ...found } : { outcome: 'no-page' }
}

interface WantedGoods extends Omit<SearchedFor, 'q'> {
  /** Goods to find; half as many for a single word with more terms than forms. */
  most?: number
  whole?: string[]
}

/** As {@link searchGoods}, for words with known terms: of each word's terms a good must have one. */
export async function findByGroups(
  db: Database,
  groups: string[][],
  { page = 1, pageSize, language = SHOP_LANGUAGE, ...wanted }: WantedGoods
): Promise<SearchedGoods> {
  const { ids: found, more } = await findIds(db, groups, wanted)
  const isNamed = wanted.sort === 'name' && language !== SHOP_LANGUAGE
  const ids = isNamed ? await sortByName(db, found, language) : found
  const total = ids.length
  const pages = Math.max(1, Math.ceil(total / pageSize))
  const shown = ids.slice((page - 1) * pageSize, page * pageSize)
  const [goods, facets] = await Promise.all([findInOrder(db, shown), countFacets(db, ids)])
  return {
    goods,
    total,
    more,
    page,
    pages,
    previous: page > 1 ? { page: page - 1 } : undefined,
    next: page < pages ? { page: page + 1 } : undefined,
    facets
  }
}

/** The ids of the goods that have all words, in their order, and whether there are more than were wanted. */
export async function findIds(
  db: Database,
  words: string[][],
  {
    category = '',
    most: wanted = COUNTED,
    whole = [],
    sort = 'relevance',
    ...filter
  }: Omit<WantedGoods, 'page' | 'pageSize' | 'language'>
): Promise<{ ids: number[]; more: boolean }> {
  if (words.length === 0) return { ids: [], more: false }
  const filters = filterTerms({
    vegan: filter.vegan !== undefined,
    organic: filter.organic !== undefined,
    country: filter.country
  })
  const groups = [...words.map(withoutPlurals), ...filters.map((term) => [term])]
  const plan = await planSearch(db, groups, wanted)
  const { lead, listed, probed } = plan
  if (lead.length === 0) return { ids: [], more: false }
  const narrowed = listed.length > 0 || probed.length > 0 || category
  const most = mostOf(plan, wanted, Boolean(narrowed))
  const lookups = (plan.frequent ? LOOKUPS : DEPTH) * wanted
  // A good that has several of the terms comes several times. Those of other categories are read, too.
  const rows = (narrowed ? lookups : most + 1) * Math.min(lead.length, MOST_FORMS)
  const depth = category ? DEPTH * wanted : Math.min(rows, DEPTH * wanted)
  const { findBest } = isMysql(db) ? mysql : postgresql
  const ids = await findBest(db, plan, {
    depth,
    lookups,
    listedDepth: LISTED * wanted,
    most: most + 1,
    category,
    whole,
    inStock: filter.in_stock !== undefined,
    priceFrom: filter.price_from ?? 0,
    priceTo: filter.price_to ?? MOST_EXPENSIVE,
    sort
  })
  // Of those that were not looked at, some may have all words, too.
  return { ids: ids.slice(0, most), more: ids.length > most || plan.leads > lookups }
}

/** Goods without a name in the language, such as before they are indexed, come last. */
async function sortByName(db: Database, ids: number[], language: string): Promise<number[]> {
  const names = await db.goodName.findMany({
    where: { goodId: { in: ids }, language },
    select: { goodId: true },
    orderBy: [{ sortKey: 'asc' }, { goodId: 'asc' }]
  })
  return [...new Set([...names.map(({ goodId }) => goodId), ...ids])]
}

export async function findInOrder(db: Database, ids: number[]): Promise<GoodSummary[]> {
  if (ids.length === 0) return []
  const goods = new Map((await findGoods(db, ids)).map((good) => [good.id, good]))
  return ids.flatMap((id) => goods.get(id) ?? [])
}

/** A query whose last word may be the beginning of another one. */
export interface Completed {
  groups: string[][]
  /** The forms of the last word, where there are words that begin with it. */
  whole: string[]
  /** The last word, and what it may be the beginning of: the shop's first 50 words of the alphabet. */
  words: string[]
}

/** How many goods to find, which bounds the cost. */
function mostOf({ lead, frequent }: SearchPlan, wanted: number, narrowed: boolean): number {
  // Each good that is found costs several that are looked up.
  if (frequent) return Math.ceil(wanted / 5)
  // A beginning stands for many words, and reading them costs as much as looking up their goods.
  return narrowed || lead.length <= MOST_FORMS ? wanted : Math.ceil(wanted / 2)
}

/** Adds to the last word the words that begin with it. */
export async function completeLast(db: Database, groups: string[][]): Promise<Completed> {
  const last = groups.at(-1)
  const [beginning] = last ?? []
  if (!last || !beginning) return { groups, whole: [], words: [] }
  const found = await queryRows(db, FIND_COMPLETIONS, [beginning, `${beginning}${LAST_CHARACTER}`])
  const words = found.map(({ term }) => term)
  const completed = [...new Set([...last, ...words])]
  if (completed.length === last.length) return { groups, whole: [], words }
  return { groups: [...groups.slice(0, -1), completed], whole: last, words }
}

// Up to `most` goods are looked up one by one.
async function planSearch(db: Database, groups: string[][], most: number): Promise<SearchPlan> {
  const [only = []] = groups
  if (groups.length < 2) return { ...NO_PLAN, lead: only }
  const { countGoods } = isMysql(db) ? mysql : postgresql
  const sizes = await countGoods(db, groups, most, LISTED * most)
  const [{ place: first, goods: fewest } = { place: 1, goods: 0 }, ...others] = sizes
  if (fewest === 0) return NO_PLAN
  const termsAt = ({ place }: { place: number }) => groups[place - 1] ?? []
  const isListed = ({ goods }: { goods: number }) => fewest >= most && goods < LISTED * most
  const looked = others.filter((word) => !isListed(word))
  return {
    lead: termsAt({ place: first }),
    listed: others.filter(isListed).map(termsAt),
    probed: looked.map(termsAt),
    leads: fewest,
    frequent: fewest >= most && looked.length > 0
  }
}

const NO_PLAN: SearchPlan = { lead: [], listed: [], probed: [], leads: 0, frequent: false }

/** New goods that one search makes terms of. */
const NEW_AT_ONCE = 100

/** Rows to read of one word of several, or of a category, per listed good. It bounds the cost. */
export const DEPTH = 20

/** Goods to look up, per listed good, where all words are frequent: most have one of the others soon. */
const LOOKUPS = 4

/** Goods of a word, per listed good, up to which all are read rather than looked up. */
const LISTED = 50

/** The largest that the column can hold. */
const MOST_EXPENSIVE = 2_147_483_647

const LAST_CHARACTER = '\u{10ffff}'

const FIND_COMPLETIONS = statement(
  Type.Object({ term: Type.String() }),
  'SELECT term FROM search_terms WHERE term >= $1 AND term < $2 ORDER BY term LIMIT 50'
)
