import { type Database, isMysql, type PrismaClient, queryRows, statement } from '@larder/database'
import { Type } from 'typebox'
import { findCategory } from '../lists/list-categories.js'
import { COUNTED, type FoundGoods, type ListOutcome } from '../lists/list-goods.js'
import { indexGoods } from './index-goods.js'
import * as mysql from './read-terms-mysql.js'
import * as postgresql from './read-terms-postgresql.js'
import type { SearchPlan } from './search-plan.js'
import { groupsOf, MOST_FORMS, withoutPlurals } from './terms.js'

export interface SearchedFor {
  q: string
  category?: string
  page?: number
  pageSize: number
}

/**
 * One page of the goods that have all words of a query in their name, category or description. The
 * best come first: by the place of the words, then goods that can be bought, then by name. The last
 * word may be the beginning of a word. Lists the best 1,000 goods, or 500 for a beginning alone.
 */
export async function searchGoods(
  db: PrismaClient,
  { q, category, page = 1, pageSize }: SearchedFor
): Promise<ListOutcome> {
  // Finds goods that were written past the shop, too.
  await indexGoods(db, NEW_AT_ONCE)
  const groups = await completeLast(db, groupsOf(q))
  const found = await findByGroups(db, groups, { category, page, pageSize })
  if (found.goods.length > 0) return { outcome: 'page', ...found }
  if (category && !(await findCategory(db, category))) return { outcome: 'no-category' }
  return page === 1 ? { outcome: 'page', ...found } : { outcome: 'no-page' }
}

/**
 * As {@link searchGoods}, for words with known terms: of each word's terms a good must have one.
 *
 * @param most goods to find; half as many for a single word with more terms than forms
 */
export async function findByGroups(
  db: Database,
  groups: string[][],
  { category = '', page = 1, pageSize, most: wanted = COUNTED }: Omit<SearchedFor, 'q'> & { most?: number }
): Promise<FoundGoods> {
  const { lead, listed, probed } = await planSearch(db, groups.map(withoutPlurals), wanted)
  const narrowed = listed.length > 0 || probed.length > 0 || category
  // A beginning stands for many words, and reading them costs as much as looking up their goods.
  const most = narrowed || lead.length <= MOST_FORMS ? wanted : Math.ceil(wanted / 2)
  // A good that has several of the terms comes several times.
  const depth = narrowed ? DEPTH * most : (most + 1) * Math.min(lead.length, MOST_FORMS)
  const limits = { depth, most: most + 1, category, pageSize, offset: (page - 1) * pageSize }
  const { findBest } = isMysql(db) ? mysql : postgresql
  const rows = lead.length > 0 ? await findBest(db, { lead, listed, probed }, limits) : []
  const counted = rows[0]?.total ?? 0
  const total = Math.min(counted, most)
  const pages = Math.max(1, Math.ceil(total / pageSize))
  return {
    goods: rows.map(({ total, ...good }) => good),
    total,
    more: counted > most,
    page,
    pages,
    previous: page > 1 ? { page: page - 1 } : undefined,
    next: page < pages ? { page: page + 1 } : undefined
  }
}

/** Adds to the last word the words that begin with it. */
async function completeLast(db: Database, groups: string[][]): Promise<string[][]> {
  const last = groups.at(-1)
  const [beginning] = last ?? []
  if (!last || !beginning) return groups
  const words = await queryRows(db, FIND_COMPLETIONS, [beginning, `${beginning}${LAST_CHARACTER}`])
  return [...groups.slice(0, -1), [...new Set([...last, ...words.map(({ term }) => term)])]]
}

// Up to `most` goods are looked up one by one.
async function planSearch(db: Database, groups: string[][], most: number): Promise<SearchPlan> {
  const [only = []] = groups
  if (groups.length < 2) return { lead: only, listed: [], probed: [] }
  const { countGoods } = isMysql(db) ? mysql : postgresql
  const sizes = await countGoods(db, groups, most, DEPTH * most)
  const [{ place: first, goods: fewest } = { place: 1, goods: 0 }, ...others] = sizes
  if (fewest === 0) return { lead: [], listed: [], probed: [] }
  const termsAt = ({ place }: { place: number }) => groups[place - 1] ?? []
  const isListed = ({ goods }: { goods: number }) => fewest >= most && goods < DEPTH * most
  return {
    lead: termsAt({ place: first }),
    listed: others.filter(isListed).map(termsAt),
    probed: others.filter((word) => !isListed(word)).map(termsAt)
  }
}

/** New goods that one search makes terms of. */
const NEW_AT_ONCE = 100

/** Rows to read of one word of several, or of a category, per listed good. It bounds the cost. */
const DEPTH = 20

const LAST_CHARACTER = '\u{10ffff}'

const FIND_COMPLETIONS = statement(
  Type.Object({ term: Type.String() }),
  'SELECT term FROM search_terms WHERE term >= $1 AND term < $2 ORDER BY term LIMIT 50'
)
