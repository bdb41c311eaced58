import { type Database, queryRows, statement } from '@larder/database'
import { withStock } from '@larder/stock'
import { Type } from 'typebox'
import { SUMMARY } from '../find-good.js'
import { GoodRow, type GoodSummary } from '../schemas.js'

/**
 * The newest goods that can be bought, at most `count`: the newest of each category, then the second
 * of each.
 */
export async function newestGoods(db: Database, count: number): Promise<GoodSummary[]> {
  const rows = await queryRows(db, FIND_NEWEST, [count])
  return rows.map(({ rank, ...good }) => good)
}

/** Goods of a category to search for some that can be bought: all may be sold out. */
const LOOKED_AT = 50

const FIND_NEWEST = withStock(
  statement(
    Type.Object({ ...GoodRow.properties, rank: Type.Integer() }),
    `SELECT ${SUMMARY}, g.rank::int AS rank FROM categories c CROSS JOIN LATERAL (
     SELECT g.*, row_number() OVER (ORDER BY g.created_at DESC, g.id DESC) AS rank
     FROM (SELECT * FROM goods WHERE category_id = c.id AND published ORDER BY created_at DESC, id DESC LIMIT ${LOOKED_AT}) AS g
     WHERE g.available ORDER BY g.created_at DESC, g.id DESC LIMIT $1::int
   ) g ORDER BY g.rank, g.created_at DESC, g.id DESC LIMIT $1::int`
  )
)
