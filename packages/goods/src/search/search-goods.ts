import { type Database, type PrismaClient, queryRows, statement } from '@larder/database'
import { withStock } from '@larder/stock'
import { Type } from 'typebox'
import { SUMMARY } from '../find-good.js'
import { findCategory } from '../lists/list-categories.js'
import { COUNTED, type FoundGoods, type ListOutcome } from '../lists/list-goods.js'
import { GoodRow } from '../schemas.js'
import { indexGoods } from './index-goods.js'
import { groupsOf, MOST_FORMS, WEIGHTS, withoutPlurals } from './terms.js'

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
  const values = [
    JSON.stringify(lead),
    JSON.stringify(probed),
    depth,
    most + 1,
    category,
    pageSize,
    (page - 1) * pageSize
  ]
  const find = () =>
    listed.length > 0
      ? queryRows(db, FIND_LISTED, [...values, JSON.stringify(listed)])
      : queryRows(db, FIND_ANY, values)
  const rows = lead.length > 0 ? await find() : []
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

/** How to find the goods of several words, by the numbers of their goods. */
interface SearchPlan {
  /** The rarest word. Empty where one of the words has no goods. */
  lead: string[]
  /** Words whose goods are all read too: a fraction of the time of looking up each good. */
  listed: string[][]
  /** Words that are looked up for each good that has all others. */
  probed: string[][]
}

// Up to `most` goods are looked up one by one.
async function planSearch(db: Database, groups: string[][], most: number): Promise<SearchPlan> {
  const [only = []] = groups
  if (groups.length < 2) return { lead: only, listed: [], probed: [] }
  const sizes = await queryRows(db, COUNT_GROUPS, [JSON.stringify(groups), most, DEPTH * most])
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

// For `=` PostgreSQL assumes a term of average frequency, and would read and sort all goods of a
// frequent one. For a range it expects many rows, and walks along the index until it has enough.
const IS_WORD = 't.term BETWEEN word.term AND word.term'
const BEST_FIRST = 't.term, t.weight DESC, t.good_id'

/** SQL for the rows of a word's terms, at most so many, the best first. */
function rowsOf(terms: string, most: string): string {
  return `
    SELECT found.good_id, found.weight, found.category_id
    FROM (
      SELECT word.term, weights.weight FROM jsonb_array_elements_text(${terms}) AS word(term)
      CROSS JOIN (VALUES ${BEST_WEIGHTS}) AS weights(weight) ORDER BY weights.weight DESC
    ) AS word
    CROSS JOIN LATERAL (
      SELECT t.good_id, t.weight, t.category_id FROM good_terms t
      WHERE ${IS_WORD} AND t.weight = word.weight ORDER BY ${BEST_FIRST} LIMIT ${most}
    ) AS found
    LIMIT ${most}`
}

const BEST_WEIGHTS = Object.values(WEIGHTS)
  .map((weight) => `(${weight})`)
  .join()

// Only if all words have many goods does it matter how many.
const COUNT_GROUPS = statement(
  Type.Object({ place: Type.Integer(), goods: Type.Integer() }),
  `WITH few AS MATERIALIZED (
     SELECT words.place, words.terms, (SELECT count(*)::int FROM (${rowsOf('words.terms', '$2::int')}) AS counted) AS goods
     FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS words(terms, place)
   )
   SELECT few.place::int AS place, CASE WHEN (SELECT min(goods) FROM few) < $2::int THEN few.goods
     ELSE (SELECT count(*)::int FROM (${rowsOf('few.terms', '$3::int')}) AS counted) END AS goods
   FROM few ORDER BY goods, place`
)

// $1 are the terms of the rarest word, $2 those of words to look up, $8 those of words to read.
const FIND_ANY = findStatement('SELECT good_id, max(weight) AS weight FROM lead GROUP BY good_id')

const FIND_LISTED = findStatement(`
  SELECT good_id, max(lead_weight) + sum(weight) AS weight
  FROM (
    SELECT lead.good_id, max(lead.weight) AS lead_weight, max(found.weight) AS weight
    FROM lead JOIN (
      SELECT words.place, found.good_id, found.weight
      FROM jsonb_array_elements($8::jsonb) WITH ORDINALITY AS words(terms, place)
      CROSS JOIN LATERAL (${rowsOf('words.terms', '$3::int')}) AS found
    ) AS found ON found.good_id = lead.good_id
    GROUP BY found.place, lead.good_id
  ) AS listed
  GROUP BY good_id HAVING count(*) = jsonb_array_length($8::jsonb)`)

function findStatement(narrowed: string) {
  return withStock(
    statement(
      Type.Object({ ...GoodRow.properties, total: Type.Integer() }),
      `WITH lead AS (
       SELECT good_id, weight FROM (${rowsOf('$1::jsonb', '$3::int')}) AS found
       WHERE $5 = '' OR category_id = (SELECT id FROM categories WHERE slug = $5)
     ),
     narrowed AS MATERIALIZED (${narrowed} ORDER BY weight DESC, good_id),
     probed AS MATERIALIZED (
       SELECT ARRAY(SELECT jsonb_array_elements_text(words.terms)) AS terms FROM jsonb_array_elements($2::jsonb) AS words(terms)
     ),
     hit AS MATERIALIZED (
       SELECT narrowed.good_id, narrowed.weight + looked_up.weight AS weight
       FROM narrowed CROSS JOIN LATERAL (
         SELECT count(*) AS words, coalesce(sum(found.weight), 0) AS weight
         FROM probed CROSS JOIN LATERAL (
           SELECT max(t.weight) AS weight FROM good_terms t
           WHERE t.good_id = narrowed.good_id AND t.term = ANY (probed.terms)
         ) AS found
         WHERE found.weight IS NOT NULL
       ) AS looked_up
       WHERE looked_up.words = jsonb_array_length($2::jsonb)
       LIMIT $4::int
     )
     SELECT ${SUMMARY}, (SELECT count(*)::int FROM hit) AS total
     FROM hit CROSS JOIN LATERAL (SELECT * FROM goods WHERE id = hit.good_id AND published LIMIT 1) AS g
     ORDER BY hit.weight DESC, g.available DESC, g.name, g.id LIMIT $6::int OFFSET $7::int`
    )
  )
}
