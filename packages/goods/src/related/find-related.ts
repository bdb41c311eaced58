import { type Database, queryRows, statement } from '@larder/database'
import { withStock } from '@larder/stock'
import { Type } from 'typebox'
import { SUMMARY } from '../find-good.js'
import { GoodRow, type GoodSummary } from '../schemas.js'
import { translateGoods } from '../translate-goods.js'
import { MOST_RELATED } from './set-related.js'

/** What a good's page offers besides it, and why. */
export interface RelatedGoods {
  kind: 'together' | 'alike'
  goods: GoodSummary[]
}

/**
 * What goes with a good and can be bought: what people order with it, where there is enough of that,
 * else goods of its category. In the place of one that is sold out it is those of its category.
 */
export async function findRelated(
  db: Database,
  good: Pick<GoodSummary, 'id' | 'stock'> & { backorder: boolean },
  language: string
): Promise<RelatedGoods> {
  const rows = await queryRows(db, FIND, [good.id])
  const isSoldOut = good.stock === 0 && !good.backorder
  const together = isSoldOut ? [] : rows.filter(({ kind }) => kind === 'together')
  const kind = together.length >= ENOUGH ? 'together' : 'alike'
  const goods = rows.filter((row) => row.kind === kind).slice(0, SHELF)
  return {
    kind,
    goods: await translateGoods(
      db,
      goods.map(({ kind, ...good }) => good),
      language
    )
  }
}

/** As many end a row of the goods' grid, whatever its columns. */
const SHELF = 6
const ENOUGH = 3

const FIND = withStock(
  statement(
    Type.Object({ ...GoodRow.properties, kind: Type.Enum(['together', 'alike']) }),
    `SELECT ${SUMMARY}, r.kind FROM related_goods r JOIN goods g ON g.id = r.related_id
     WHERE r.good_id = $1 AND g.published AND g.available
     ORDER BY r.kind, r.place LIMIT ${2 * MOST_RELATED}`
  )
)
