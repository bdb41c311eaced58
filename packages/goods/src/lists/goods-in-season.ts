import { type Database, queryRows, statement } from '@larder/database'
import { withStock } from '@larder/stock'
import { SUMMARY } from '../find-good.js'
import { GoodRow, type GoodSummary } from '../schemas.js'

/**
 * Goods that are in season and can be bought, those first that are bought most, at most `count`.
 *
 * @param month from 1
 */
export function goodsInSeason(db: Database, month: number, count: number): Promise<GoodSummary[]> {
  return queryRows(db, FIND, [2 ** (month - 1), count])
}

/** Popular goods to search for some that are in season. */
const LOOKED_AT = 300

const FIND = withStock(
  statement(
    GoodRow,
    `SELECT ${SUMMARY} FROM (
       SELECT * FROM goods WHERE published = TRUE ORDER BY popularity DESC, id DESC LIMIT ${LOOKED_AT}
     ) AS g WHERE g.available AND (g.season & $1) <> 0 ORDER BY g.popularity DESC, g.id DESC LIMIT $2`
  )
)
