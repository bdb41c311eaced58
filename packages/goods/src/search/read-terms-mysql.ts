import { type Database, queryRows, statement, type Value } from '@larder/database'
import { Type } from 'typebox'
import { categoryOf } from '../lists/list-order.js'
import { SEARCH_ORDERS, type SearchLimits, type SearchPlan, type WordSize } from './search-plan.js'
import { WEIGHTS } from './terms.js'

/** The goods of each word, the rarest first; counted up to `few`, or if all have so many, up to `many`. */
export async function countGoods(
  db: Database,
  groups: string[][],
  few: number,
  many: number
): Promise<WordSize[]> {
  const sizes = await countUpTo(db, groups, few)
  return sizes.every(({ goods }) => goods >= few) ? countUpTo(db, groups, many) : sizes
}

/** Asks first whether there are so many: to skip rows takes half the time of counting them. */
function countUpTo(db: Database, groups: string[][], most: number): Promise<WordSize[]> {
  const values = new Values()
  const [limit, last] = [values.add(most), values.add(most - 1)]
  const counts = groups.map((terms, index) => {
    const rows = (selected: string) => `SELECT ${selected} FROM good_terms WHERE ${values.isOneOf(terms)}`
    return `SELECT ${index + 1} AS place,
      coalesce((${rows(limit)} LIMIT 1 OFFSET ${last}), (${rows('count(*)')})) AS goods`
  })
  const mysql = `${counts.join(' UNION ALL ')} ORDER BY goods, place`
  return queryRows(db, statement(Size, { mysql }), values.all)
}

const Size = Type.Object({ place: Type.Integer(), goods: Type.Integer() })

/**
 * The ids of the goods that have all words of a plan, the best first, or in another order.
 * MariaDB has no LATERAL, and reads a CTE anew wherever it is named. So each number of words and
 * terms has a text of its own.
 */
export async function findBest(
  db: Database,
  { lead, listed, probed }: SearchPlan,
  { depth, lookups, listedDepth, most, category, whole, inStock, priceFrom, priceTo, sort }: SearchLimits
): Promise<number[]> {
  const values = new Values()
  const weightOf = (good: string, terms: string[]) =>
    `(SELECT max(t.weight) FROM good_terms t FORCE INDEX (PRIMARY) WHERE t.good_id = ${good} AND t.${values.isOneOf(terms)})`
  const lists = listed.map((_terms, index) => `list_${index}.weight`)
  const weights = probed.map((terms, index) => `${weightOf('best.good_id', terms)} AS weight_${index}`)
  const found = probed.map((_terms, index) => `weight_${index}`)
  const rows = `SELECT ${['best.good_id', `${['best.weight', ...lists].join(' + ')} AS weight`, ...weights].join(', ')}
      FROM (${bestOf(values, lead, { depth, lookups, category })}) AS best
      ${listed.map((terms, index) => joinList(values, terms, `list_${index}`, listedDepth)).join(' ')}
      ${found.length > 0 ? `HAVING ${found.map((weight) => `${weight} IS NOT NULL`).join(' AND ')}` : ''}
      LIMIT ${values.add(most)}`
  const sum = ['hit.weight', ...found].join(' + ')
  const [from, to] = [values.add(priceFrom), values.add(priceTo)]
  const wholeFirst = whole.length > 0 ? `${weightOf('hit.good_id', whole)} IS NOT NULL DESC, ` : ''
  const best = sort === 'relevance' ? `${sum} DESC, ${wholeFirst}` : ''
  const mysql = `SELECT g.id FROM (${rows}) AS hit
    STRAIGHT_JOIN goods g ON g.id = hit.good_id AND g.published
    WHERE ${inStock ? 'g.available AND ' : ''}g.price BETWEEN ${from} AND ${to}
    ORDER BY ${best}${SEARCH_ORDERS[sort]}`
  const ids = await queryRows(db, statement(Type.Object({ id: Type.Integer() }), { mysql }), values.all)
  return ids.map(({ id }) => id)
}

/** SQL for the goods of a word, the best first, each once. */
function bestOf(
  values: Values,
  terms: string[],
  { depth, lookups, category }: Pick<SearchLimits, 'depth' | 'lookups' | 'category'>
): string {
  // Each good has a term once, and the index has them in order.
  if (terms.length === 1 && !category) return rowsOf(values, terms, values.add(Math.min(depth, lookups)))
  const limit = values.add(depth)
  const listed = category ? `WHERE category_id = ${categoryOf(values.add(category))}` : ''
  return `SELECT good_id, max(weight) AS weight FROM (${rowsOf(values, terms, limit)}) AS found ${listed}
    GROUP BY good_id ORDER BY weight DESC, good_id LIMIT ${values.add(lookups)}`
}

/** SQL that keeps of the best goods those which a word has, too, by reading all of its goods. */
function joinList(values: Values, terms: string[], name: string, depth: number): string {
  const rows = rowsOf(values, terms, values.add(depth))
  const once =
    terms.length === 1
      ? rows
      : `SELECT good_id, max(weight) AS weight FROM (${rows}) AS found GROUP BY good_id`
  return `STRAIGHT_JOIN (${once}) AS ${name} ON ${name}.good_id = best.good_id`
}

/** SQL for the rows of a word's terms, at most so many, the best first: it walks along the index. */
function rowsOf(values: Values, terms: string[], limit: string): string {
  const rows = 'SELECT good_id, weight, category_id FROM good_terms WHERE'
  const isTerm = values.isOneOf(terms)
  if (terms.length === 1) return `${rows} ${isTerm} ORDER BY weight DESC, good_id LIMIT ${limit}`
  const branches = Object.values(WEIGHTS).map(
    (weight) => `(${rows} ${isTerm} AND weight = ${weight} ORDER BY term, good_id LIMIT ${limit})`
  )
  return `${branches.join(' UNION ALL ')} ORDER BY weight DESC, good_id LIMIT ${limit}`
}

/** The values of a statement that is being written. */
class Values {
  readonly all: Value[] = []

  /** @returns its `$1`, `$2`, … */
  add(value: Value): string {
    return `$${this.all.push(value)}`
  }

  /** A comparison of the column `term`. It fills up lists of terms, so that few texts are prepared. */
  isOneOf(terms: string[]): string {
    const length = 2 ** Math.ceil(Math.log2(terms.length))
    const filled = Array.from({ length }, (_, index) => terms[index] ?? terms[0] ?? '')
    return `term IN (${filled.map((term) => this.add(term)).join(', ')})`
  }
}
