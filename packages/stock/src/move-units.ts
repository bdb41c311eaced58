import { createRows, type Database, Prisma } from '@larder/database'
import { STOCK_ERR_GUARD, STOCK_ERR_QUANTITY } from './errors.js'
import { runHooks, type StockHooks } from './stock-hooks.js'
import type { StockLevel, StockLine } from './stock-levels.js'

/** Units of a good that move, and why, as the ledger keeps it. */
export interface Movement extends StockLine {
  kind: 'sold' | 'returned' | 'received' | 'corrected'
  /** What caused it, once for each kind and good. */
  ref?: string
  /** The member of staff. */
  actorId?: number
  note?: string
}

/**
 * Adds units to goods whose levels are locked, or takes them where the quantity is below zero, and
 * writes each into the ledger.
 *
 * @param moves one for each good
 * @throws STOCK_ERR_GUARD where a good would go below zero that has no backorder
 */
export async function moveUnits(
  tx: Database,
  levels: ReadonlyMap<number, StockLevel>,
  moves: readonly Movement[],
  hooks: StockHooks
): Promise<void> {
  if (moves.length === 0) return
  const ids = moves.map(({ goodId }) => goodId)
  const cases = moves.map(({ goodId, quantity }) => Prisma.sql`WHEN ${goodId} THEN ${quantity}`)
  const change = Prisma.sql`CASE good_id ${Prisma.join(cases, ' ')} ELSE 0 END`
  // The rows are locked, and were compared. The condition is the last guard.
  const changed = await tx.$executeRaw`
    UPDATE stock_levels SET on_hand = on_hand + ${change}, version = version + 1
    WHERE good_id IN (${Prisma.join(ids)}) AND (backorder = TRUE OR on_hand + ${change} >= 0)`
  if (changed !== moves.length) throw new STOCK_ERR_GUARD(ids.join(', '))
  const at = new Date()
  await createRows(
    tx,
    tx.stockMovement,
    moves.map((move) => ({ ...move, at }))
  )
  await runHooks(tx, levels, moves, hooks)
}

/**
 * One line for each good, in the order of their ids.
 *
 * @throws STOCK_ERR_QUANTITY where a quantity is no whole number above zero
 */
export function sumPerGood(lines: readonly StockLine[]): StockLine[] {
  const sums = new Map<number, number>()
  for (const { goodId, quantity } of lines) {
    if (!Number.isInteger(quantity) || quantity < 1) throw new STOCK_ERR_QUANTITY(quantity, goodId, MOST)
    const sum = (sums.get(goodId) ?? 0) + quantity
    sums.set(goodId, checkUnits(goodId, sum))
  }
  return [...sums]
    .map(([goodId, quantity]) => ({ goodId, quantity }))
    .sort((one, other) => one.goodId - other.goodId)
}

/**
 * @throws STOCK_ERR_QUANTITY where so many units, or so many too few, are more than there can be
 */
export function checkUnits(goodId: number, units: number): number {
  if (!Number.isInteger(units) || Math.abs(units) > MOST) throw new STOCK_ERR_QUANTITY(units, goodId, MOST)
  return units
}

/** Below what a column holds, with room for a sum of two. */
const MOST = 1_000_000_000
