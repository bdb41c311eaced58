import { type Database, isMysql, queryRows, statement } from '@larder/database'
import { Type } from 'typebox'
import type { GoodsFilter } from '../filter.js'
import { COUNTED } from '../lists/list-goods.js'
import * as mysql from './read-terms-mysql.js'
import * as postgresql from './read-terms-postgresql.js'
import { DEPTH, findIds } from './search-goods.js'
import { filterTerms } from './terms.js'

/**
 * The goods that the diet and the country of a filter, or else its prices, leave, where they are at
 * most 1,000. Undefined where there are more: then goods of the filter come often enough along the
 * index of a list.
 */
export async function findCandidates(db: Database, filter: GoodsFilter): Promise<number[] | undefined> {
  const { category, price_from = 0, price_to = MOST_EXPENSIVE } = filter
  const terms = termsOfFilter(filter)
  if (terms.length > 0) {
    const groups = terms.map((term) => [term])
    const { countGoods } = isMysql(db) ? mysql : postgresql
    const [rarest] = await countGoods(db, groups, COUNTED, DEPTH * COUNTED)
    if (!rarest || rarest.goods >= DEPTH * COUNTED) return undefined
    const { ids, more } = await findIds(db, groups, { category, sort: 'price' })
    return more ? undefined : ids
  }
  if (price_from === 0 && price_to === MOST_EXPENSIVE) return undefined
  const rows = await queryRows(db, FIND_PRICED, [price_from, price_to, COUNTED + 1])
  return rows.length > COUNTED ? undefined : rows.map(({ id }) => id)
}

/** The terms that goods have which the diet and the country of a filter leave. */
export function termsOfFilter({ vegan, organic, country }: GoodsFilter): string[] {
  return filterTerms({ vegan: vegan && true, organic: organic && true, country })
}

/** The largest that the column can hold. */
const MOST_EXPENSIVE = 2_147_483_647

const FIND_PRICED = statement(
  Type.Object({ id: Type.Integer() }),
  'SELECT id FROM goods WHERE published = TRUE AND price >= $1 AND price <= $2 ORDER BY price, id LIMIT $3'
)
