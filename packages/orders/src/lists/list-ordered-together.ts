import { type Database, queryRows, statement } from '@larder/database'
import { Type } from 'typebox'

/**
 * By each good's id, which goods are in the same orders since a moment, the most frequent first: those
 * that are in two orders at least, at most 12. Cancelled orders do not count.
 */
export async function listOrderedTogether(db: Database, since: Date): Promise<Map<number, number[]>> {
  const together = new Map<number, number[]>()
  for (const { good_id, other_id } of await queryRows(db, LIST, [since])) {
    together.set(good_id, [...(together.get(good_id) ?? []), other_id])
  }
  return together
}

const LIST = statement(
  Type.Object({ good_id: Type.Integer(), other_id: Type.Integer() }),
  `SELECT good_id, other_id FROM (
     SELECT l.good_id, m.good_id AS other_id,
       row_number() OVER (PARTITION BY l.good_id ORDER BY count(*) DESC, m.good_id DESC) AS place
     FROM orders o JOIN order_lines l ON l.order_id = o.id JOIN order_lines m ON m.order_id = o.id
     WHERE o.status IN ('placed', 'completed') AND o.placed_at >= $1 AND l.good_id <> m.good_id
     GROUP BY l.good_id, m.good_id HAVING count(*) >= 2
   ) AS pairs WHERE place <= 12 ORDER BY good_id, place`
)
