import { type Database, queryRows, statement } from '@larder/database'
import { Type } from 'typebox'

/**
 * The ids of goods in a user's last twenty orders, what is in most of them first, then what was ordered last: at most
 * `limit`. What was cancelled or returned does not count.
 */
export async function listBoughtGoods(db: Database, userId: number, limit: number): Promise<number[]> {
  const rows = await queryRows(db, LIST, [userId, limit])
  return rows.map(({ good_id }) => good_id)
}

const LIST = statement(
  Type.Object({ good_id: Type.Integer() }),
  `SELECT l.good_id FROM (
     SELECT id FROM orders WHERE user_id = $1 AND status IN ('placed', 'completed')
     ORDER BY placed_at DESC, id DESC LIMIT 20
   ) AS o JOIN order_lines l ON l.order_id = o.id
   WHERE l.good_id IS NOT NULL AND l.cancelled + l.returned < l.quantity
   GROUP BY l.good_id ORDER BY count(DISTINCT o.id) DESC, max(o.id) DESC, l.good_id LIMIT $2`
)
