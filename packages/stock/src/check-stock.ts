import { type Database, queryRows, statement } from '@larder/database'
import { Type } from 'typebox'

/** A good whose ledger says something else than its level. */
export interface StockDrift {
  goodId: number
  onHand: number
  /** What the movements sum to. */
  moved: number
}

/** The goods whose movements do not sum to what is on hand: something else wrote the table. */
export async function checkStock(db: Database): Promise<StockDrift[]> {
  const levels = await queryRows(db, FIND_DRIFT)
  const sums = await db.stockMovement.groupBy({
    by: ['goodId'],
    where: { goodId: { in: levels.map(({ goodId }) => goodId) } },
    _sum: { quantity: true }
  })
  const moved = new Map(sums.map(({ goodId, _sum }) => [goodId, _sum.quantity ?? 0]))
  return levels.map((level) => ({ ...level, moved: moved.get(level.goodId) ?? 0 }))
}

const FIND_DRIFT = statement(
  Type.Object({ goodId: Type.Integer(), onHand: Type.Integer() }),
  `SELECT l.good_id AS "goodId", l.on_hand AS "onHand"
   FROM stock_levels l LEFT JOIN stock_movements m ON m.good_id = l.good_id
   GROUP BY l.good_id, l.on_hand HAVING l.on_hand <> COALESCE(SUM(m.quantity), 0) ORDER BY l.good_id`
)
