import { type Database, queryRows, statement } from '@larder/database'
import { Type } from 'typebox'

/** In how many orders since a moment each good is, by the goods' ids. Cancelled orders do not count. */
export async function countOrderedGoods(db: Database, since: Date): Promise<Map<number, number>> {
  const rows = await queryRows(db, COUNT, [since])
  return new Map(rows.map(({ good_id, orders }) => [good_id, orders]))
}

const text = (as: string) => `SELECT l.good_id, count(*)${as} AS orders
  FROM orders o JOIN order_lines l ON l.order_id = o.id
  WHERE o.status IN ('placed', 'completed') AND o.placed_at >= $1 AND l.good_id IS NOT NULL
  GROUP BY l.good_id`
const COUNT = statement(Type.Object({ good_id: Type.Integer(), orders: Type.Integer() }), {
  postgresql: text('::int'),
  mysql: text('')
})
