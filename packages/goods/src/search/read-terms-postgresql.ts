import { type Database, queryRows, statement } from '@larder/database'
import { Type } from 'typebox'
import {
  SEARCH_ORDERS,
  type SearchLimits,
  type SearchPlan,
  type SearchSort,
  type WordSize
} from './search-plan.js'
import { WEIGHTS } from './terms.js'

/** The goods of each word, the rarest first; counted up to `few`, or if all have so many, up to `many`. */
export function countGoods(db: Database, groups: string[][], few: number, many: number): Promise<WordSize[]> {
  return queryRows(db, COUNT_GROUPS, [JSON.stringify(groups), few, many])
}

/** The ids of the goods that have all words of a plan, the best first, or in another order. */
export async function findBest(
  db: Database,
  { lead, listed, probed }: SearchPlan,
  { depth, lookups, listedDepth, most, category, whole, inStock, priceFrom, priceTo, sort }: SearchLimits
): Promise<number[]> {
  const words = [lead, probed, whole].map((terms) => JSON.stringify(terms))
  const values = [...words, depth, most, category, inStock, priceFrom, priceTo, lookups]
  const found =
    listed.length > 0
      ? await queryRows(db, findListed(sort), [...values, JSON.stringify(listed), listedDepth])
      : await queryRows(db, findAny(sort), values)
  return found.map(({ id }) => id)
}

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

// $1 are the terms of the rarest word, $2 those of words to look up, $3 those that make a good come
// first, $11 those of words to read, so many rows each as $12 says.
const findAny = (sort: SearchSort) =>
  findStatement('SELECT good_id, max(weight) AS weight FROM lead GROUP BY good_id', sort)

const findListed = (sort: SearchSort) =>
  findStatement(
    `
  SELECT good_id, max(lead_weight) + sum(weight) AS weight
  FROM (
    SELECT lead.good_id, max(lead.weight) AS lead_weight, max(found.weight) AS weight
    FROM lead JOIN (
      SELECT words.place, found.good_id, found.weight
      FROM jsonb_array_elements($11::jsonb) WITH ORDINALITY AS words(terms, place)
      CROSS JOIN LATERAL (${rowsOf('words.terms', '$12::int')}) AS found
    ) AS found ON found.good_id = lead.good_id
    GROUP BY found.place, lead.good_id
  ) AS listed
  GROUP BY good_id HAVING count(*) = jsonb_array_length($11::jsonb)`,
    sort
  )

function findStatement(narrowed: string, sort: SearchSort) {
  const wholeFirst = `(SELECT count(*) FROM (SELECT 1 FROM good_terms t
    WHERE t.good_id = hit.good_id AND t.term = ANY ((SELECT terms FROM whole)::text[]) LIMIT 1) AS one) DESC`
  const best = sort === 'relevance' ? `hit.weight DESC, ${wholeFirst}, ` : ''
  return statement(
    Type.Object({ id: Type.Integer() }),
    `WITH lead AS (
       SELECT good_id, weight FROM (${rowsOf('$1::jsonb', '$4::int')}) AS found
       WHERE $6 = '' OR category_id = (SELECT id FROM categories WHERE slug = $6)
     ),
     narrowed AS MATERIALIZED (${narrowed} ORDER BY weight DESC, good_id LIMIT $10::int),
     probed AS MATERIALIZED (
       SELECT ARRAY(SELECT jsonb_array_elements_text(words.terms)) AS terms FROM jsonb_array_elements($2::jsonb) AS words(terms)
     ),
     whole AS MATERIALIZED (SELECT ARRAY(SELECT jsonb_array_elements_text($3::jsonb)) AS terms),
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
       LIMIT $5::int
     )
     SELECT g.id
     FROM hit CROSS JOIN LATERAL (SELECT * FROM goods WHERE id = hit.good_id AND published LIMIT 1) AS g
     WHERE (g.available OR NOT $7::boolean) AND g.price BETWEEN $8::int AND $9::int
     ORDER BY ${best}${SEARCH_ORDERS[sort]}`
  )
}
