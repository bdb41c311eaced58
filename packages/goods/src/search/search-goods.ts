import { type Database, type PrismaClient, queryRows, statement } from '@larder/database'
import { Type } from 'typebox'
import { findCategory, SUMMARY } from '../goods.js'
import { COUNTED, type FoundGoods, type ListOutcome } from '../list-goods.js'
import { GoodSummary } from '../schemas.js'
import { indexGoods } from './index-goods.js'
import { groupsOf } from './terms.js'

export interface SearchedFor {
  q: string
  category?: string
  page?: number
  pageSize: number
}

/**
 * One page of the goods that have all words of a query in their name, category or description, the best first: by where the
 * words stand, then what is in stock, then by name. The last word may be the beginning of one. At most the best 1,000 are
 * listed.
 */
export async function searchGoods(
  db: PrismaClient,
  { q, category, page = 1, pageSize }: SearchedFor
): Promise<ListOutcome> {
  // Goods that came into the table past the shop are to be found at once.
  await indexGoods(db, NEW_AT_ONCE)
  const groups = await completeLast(db, groupsOf(q))
  const found = await findByGroups(db, groups, { category, page, pageSize })
  if (found.goods.length > 0) return { outcome: 'page', ...found }
  if (category && !(await findCategory(db, category))) return { outcome: 'no-category' }
  return page === 1 ? { outcome: 'page', ...found } : { outcome: 'no-page' }
}

/** As {@link searchGoods}, of words that are known: each is a list of terms, of which a good must have one. */
export async function findByGroups(
  db: Database,
  groups: string[][],
  { category = '', page = 1, pageSize }: Omit<SearchedFor, 'q'>
): Promise<FoundGoods> {
  const [lead, ...others] = await rarestFirst(db, groups)
  const depth = others.length > 0 || category ? DEPTH : COUNTED + 1
  const rows = lead
    ? await queryRows(db, others.length > 0 ? FIND_BY_WORDS : FIND_BY_WORD, [
        JSON.stringify(lead),
        depth,
        category,
        pageSize,
        (page - 1) * pageSize,
        ...(others.length > 0 ? [JSON.stringify(others)] : [])
      ])
    : []
  const counted = rows[0]?.total ?? 0
  const total = Math.min(counted, COUNTED)
  const pages = Math.max(1, Math.ceil(total / pageSize))
  return {
    goods: rows.map(({ total, ...good }) => good),
    total,
    more: counted > COUNTED,
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

/** The groups with the fewest goods first; none where one of them has no goods at all. */
async function rarestFirst(db: Database, groups: string[][]): Promise<string[][]> {
  if (groups.length < 2) return groups
  const sizes = await queryRows(db, COUNT_GROUPS, [JSON.stringify(groups)])
  if (sizes.some(({ goods }) => goods === 0)) return []
  return sizes.map(({ place }) => groups[place - 1] ?? [])
}

/** New goods that one search makes terms of. */
const NEW_AT_ONCE = 100

/** Goods of the rarest word that are looked at for the others, which bounds what a search can cost. */
const DEPTH = 20_000

const LAST_CHARACTER = '\u{10ffff}'

const FIND_COMPLETIONS = statement(
  Type.Object({ term: Type.String() }),
  'SELECT term FROM search_terms WHERE term >= $1 AND term < $2 ORDER BY term LIMIT 50'
)

// PostgreSQL takes every term for one of average frequency, and would read and sort all goods of a frequent one. Of a range it
// expects many, and walks along the index until it has enough.
const IS_WORD = 't.term BETWEEN word.term AND word.term'
const BEST_FIRST = 't.term, t.weight DESC, t.good_id'

const COUNT_GROUPS = statement(
  Type.Object({ place: Type.Integer(), goods: Type.Integer() }),
  `SELECT words.place::int AS place, (
     SELECT count(*)::int FROM (
       SELECT 1 FROM jsonb_array_elements_text(words.terms) AS word(term)
       CROSS JOIN LATERAL (
         SELECT 1 FROM good_terms t WHERE ${IS_WORD} ORDER BY ${BEST_FIRST} LIMIT ${COUNTED}
       ) AS found
       LIMIT ${COUNTED}
     ) AS counted
   ) AS goods
   FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS words(terms, place) ORDER BY goods, place`
)

const FoundGood = Type.Object({ ...GoodSummary.properties, total: Type.Integer() })

/** The goods of one word, each with the weight of its best form. */
const LEAD = `
  SELECT found.good_id, max(found.weight) AS weight
  FROM jsonb_array_elements_text($1::jsonb) AS word(term)
  CROSS JOIN LATERAL (
    SELECT t.good_id, t.weight FROM good_terms t WHERE ${IS_WORD} ORDER BY ${BEST_FIRST} LIMIT $2::int
  ) AS found
  GROUP BY found.good_id`

const FIND_BY_WORD = findStatement(`WITH fit AS (${LEAD})`)

const FIND_BY_WORDS = findStatement(`
  WITH lead AS (${LEAD}),
  others AS (
    SELECT ARRAY(SELECT jsonb_array_elements_text(words.terms)) AS terms FROM jsonb_array_elements($6::jsonb) AS words(terms)
  ),
  best AS (
    SELECT lead.good_id, lead.weight AS lead_weight, found.weight
    FROM lead CROSS JOIN others CROSS JOIN LATERAL (
      SELECT max(t.weight) AS weight FROM good_terms t WHERE t.good_id = lead.good_id AND t.term = ANY (others.terms)
    ) AS found
    WHERE found.weight IS NOT NULL
  ),
  fit AS (
    SELECT good_id, lead_weight + sum(weight) AS weight FROM best GROUP BY good_id, lead_weight
    HAVING count(*) = jsonb_array_length($6::jsonb)
  )`)

function findStatement(fit: string) {
  return statement(
    FoundGood,
    `${fit},
     hit AS (
       SELECT fit.good_id, fit.weight FROM fit
       WHERE $3 = '' OR EXISTS (
         SELECT 1 FROM goods g JOIN categories c ON c.id = g.category_id WHERE g.id = fit.good_id AND c.slug = $3
       )
       ORDER BY fit.weight DESC, fit.good_id LIMIT ${COUNTED + 1}
     )
     SELECT ${SUMMARY}, (SELECT count(*)::int FROM hit) AS total
     FROM hit CROSS JOIN LATERAL (SELECT * FROM goods WHERE id = hit.good_id LIMIT 1) AS g
     ORDER BY hit.weight DESC, g.stock > 0 DESC, g.name, g.id LIMIT $4::int OFFSET $5::int`
  )
}
