import { type Database, queryRows, statement } from '@larder/database'
import { Type } from 'typebox'

/**
 * The goods whose movements do not sum to what is on hand, each in a sentence: something else wrote
 * the table.
 */
export async function checkStock(db: Database): Promise<string[]> {
  const levels = await queryRows(db, FIND_DRIFT)
  const sums = await db.stockMovement.groupBy({
    by: ['goodId'],
    where: { goodId: { in: levels.map(({ goodId }) => goodId) } },
    _sum: { quantity: true }
  })
  const moved = new Map(sums.map(({ goodId, _sum }) => [goodId, _sum.quantity]))
  return levels.map(
    ({ goodId, onHand }) =>
      `Good ${goodId}: ${onHand} are on hand, and its movements sum to ${moved.get(goodId) ?? 0}.`
  )
}

/** What the movements of a good by one `ref` sum to: below zero where units were taken. */
export interface MovementSum {
  goodId: number
  ref: string
  quantity: number
}

/** The sums of all movements that have a `ref`, for who wrote those to compare. */
export async function sumMovements(db: Database, goodIds: readonly number[]): Promise<MovementSum[]> {
  const sums = await db.stockMovement.groupBy({
    by: ['goodId', 'ref'],
    where: { goodId: { in: [...goodIds] }, ref: { not: null } },
    _sum: { quantity: true }
  })
  return sums.map(({ goodId, ref, _sum }) => ({ goodId, ref: ref ?? '', quantity: _sum.quantity ?? 0 }))
}

/** The ids of all goods that were ever moved, also of those that are gone. */
export async function listMovedGoods(db: Database): Promise<number[]> {
  const goods = await db.stockMovement.groupBy({ by: ['goodId'], orderBy: { goodId: 'asc' } })
  return goods.map(({ goodId }) => goodId)
}

const FIND_DRIFT = statement(
  Type.Object({ goodId: Type.Integer(), onHand: Type.Integer() }),
  `SELECT l.good_id AS "goodId", l.on_hand AS "onHand"
   FROM stock_levels l LEFT JOIN stock_movements m ON m.good_id = l.good_id
   GROUP BY l.good_id, l.on_hand HAVING l.on_hand <> COALESCE(SUM(m.quantity), 0) ORDER BY l.good_id`
)
