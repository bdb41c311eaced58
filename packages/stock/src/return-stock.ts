import type { Database } from '@larder/database'
import { moveUnits, sumPerGood } from './move-units.js'
import type { StockHooks } from './stock-hooks.js'
import { lockStock, type StockLine } from './stock-levels.js'

/**
 * Puts units back that were sold: of an order that is cancelled, or what a customer returned.
 * A good goes back once for each `ref`; a good that was removed meanwhile is left out.
 *
 * @param ref what they come back by: `order:17:cancel`, `order:17:return:3`
 * @param actorId the member of staff
 * @returns what went back, one line for each good; none where all did before
 * @throws STOCK_ERR_QUANTITY
 */
export async function returnStock(
  tx: Database,
  lines: readonly StockLine[],
  { ref, actorId }: { ref: string; actorId?: number },
  hooks: StockHooks
): Promise<StockLine[]> {
  const wanted = sumPerGood(lines)
  const levels = await lockStock(
    tx,
    wanted.map(({ goodId }) => goodId)
  )
  const returned = await tx.stockMovement.findMany({
    where: { kind: 'returned', ref, goodId: { in: [...levels.keys()] } },
    select: { goodId: true }
  })
  const done = new Set(returned.map(({ goodId }) => goodId))
  const moves = wanted.filter(({ goodId }) => levels.has(goodId) && !done.has(goodId))
  await moveUnits(
    tx,
    levels,
    moves.map((move) => ({ ...move, kind: 'returned' as const, ref, actorId })),
    hooks
  )
  return moves
}
