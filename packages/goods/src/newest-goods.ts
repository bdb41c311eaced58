import { type Database, queryRows, statement } from '@larder/database'
import { Type } from 'typebox'
import { SUMMARY } from './find-good.js'
import { GoodSummary } from './schemas.js'

/**
 * The newest goods in stock, at most `count`: the newest of each category, then the second of each.
 */
export async function newestGoods(db: Database, count: number): Promise<GoodSummary[]> {
  const rows = await queryRows(db, FIND_NEWEST, [count])
  return rows.map(({ rank, ...good }) => good)
}

/** Goods of a category to search for some in stock: all may be sold out. */
const LOOKED_AT = 50

const FIND_NEWEST = statement(
  Type.Object({ ...GoodSummary.properties, rank: Type.Integer() }),
  `SELECT ${SUMMARY}, g.rank::int AS rank FROM categories c CROSS JOIN LATERAL (
     SELECT g.*, row_number() OVER (ORDER BY g.created_at DESC, g.id DESC) AS rank
     FROM (SELECT * FROM goods WHERE category_id = c.id AND published ORDER BY created_at DESC, id DESC LIMIT ${LOOKED_AT}) AS g
     WHERE g.stock > 0 ORDER BY g.created_at DESC, g.id DESC LIMIT $1::int
   ) g ORDER BY g.rank, g.created_at DESC, g.id DESC LIMIT $1::int`
)
