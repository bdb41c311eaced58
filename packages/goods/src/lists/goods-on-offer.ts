import { type Database, queryRows, statement } from '@larder/database'
import { withStock } from '@larder/stock'
import { SUMMARY } from '../find-good.js'
import { GoodRow, type GoodSummary } from '../schemas.js'

/** Goods whose price is reduced and that can be bought, those first that are bought most, at most `count`. */
export function goodsOnOffer(db: Database, count: number): Promise<GoodSummary[]> {
  return queryRows(db, FIND, [count])
}

/** Offers to search for the most popular ones: a shop may reduce all that it has. */
const LOOKED_AT = 300

const FIND = withStock(
  statement(
    GoodRow,
    `SELECT ${SUMMARY} FROM (
       SELECT * FROM goods WHERE regular_price IS NOT NULL ORDER BY regular_price LIMIT ${LOOKED_AT}
     ) AS g WHERE g.published = TRUE AND g.available ORDER BY g.popularity DESC, g.id DESC LIMIT $1`
  )
)
