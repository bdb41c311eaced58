import type { Database } from '@larder/database'
import { STOCK_ERR_GUARD } from './errors.js'
import { checkUnits, type Movement, moveUnits } from './move-units.js'
import type { StockHooks } from './stock-hooks.js'
import { openStock, openStocks, type StockLevel } from './stock-levels.js'

/** A change by staff: so many units more or less, or a count and the version that they saw. */
export type Adjustment = ({ by: number } | { count: number; version: number }) & {
  goodId: number
  kind: 'received' | 'corrected'
  /** What caused it: by each a good is changed once. @default nothing that is known */
  ref?: string
  actorId?: number
  note?: string
}

export type AdjustOutcome =
  /** The level after the change. */
  | { outcome: 'adjusted'; level: StockLevel }
  /** The level as it is: it has changed since it was seen, or it would be below zero. */
  | { outcome: 'conflict' | 'short'; level: StockLevel }
  /** The level as it is: its `ref` has changed it before. */
  | { outcome: 'repeated'; level: StockLevel }

/**
 * Changes the stock of a good, which is opened where there is none yet.
 *
 * @throws STOCK_ERR_QUANTITY
 */
export async function adjustStock(
  tx: Database,
  adjustment: Adjustment,
  hooks: StockHooks
): Promise<AdjustOutcome> {
  const [outcome] = await adjustStocks(tx, [adjustment], hooks)
  if (!outcome) throw new STOCK_ERR_GUARD(adjustment.goodId)
  return outcome
}

/**
 * The same of several goods, each of them once. Those with a conflict, those that are short
 * and those that are repeated stay as they are.
 *
 * @returns an outcome for each, in their order
 * @throws STOCK_ERR_QUANTITY
 */
export async function adjustStocks(
  tx: Database,
  adjustments: readonly Adjustment[],
  hooks: StockHooks
): Promise<AdjustOutcome[]> {
  const levels = await openStocks(
    tx,
    adjustments.map(({ goodId }) => goodId)
  )
  const moved = await findMoved(tx, adjustments)
  const planned = adjustments.flatMap((adjustment) => {
    const level = levels.get(adjustment.goodId)
    if (!level) return []
    if (moved.has(level.goodId)) return [{ outcome: { outcome: 'repeated' as const, level } }]
    return [planAdjustment(level, adjustment)]
  })
  const moves = planned.flatMap(({ move }) => (move && move.quantity !== 0 ? [move] : []))
  await moveUnits(tx, levels, moves, hooks)
  return planned.map(({ outcome }) => outcome)
}

/** The goods that their `ref` has moved before. Their levels are locked: of two at once the second finds it. */
async function findMoved(tx: Database, adjustments: readonly Adjustment[]): Promise<Set<number>> {
  const causes = adjustments.flatMap(({ kind, goodId, ref }) => (ref ? [{ kind, goodId, ref }] : []))
  if (causes.length === 0) return new Set()
  const moved = await tx.stockMovement.findMany({ where: { OR: causes }, select: { goodId: true } })
  return new Set(moved.map(({ goodId }) => goodId))
}

function planAdjustment(
  level: StockLevel,
  adjustment: Adjustment
): { outcome: AdjustOutcome; move?: Movement } {
  const { goodId, kind, ref, actorId, note } = adjustment
  if ('version' in adjustment && adjustment.version !== level.version)
    return { outcome: { outcome: 'conflict', level } }
  const onHand = 'by' in adjustment ? level.onHand + adjustment.by : adjustment.count
  const quantity = checkUnits(goodId, onHand) - level.onHand
  if (quantity === 0) return { outcome: { outcome: 'adjusted', level } }
  if (onHand < 0 && !level.backorder) return { outcome: { outcome: 'short', level } }
  const after = { ...level, onHand, version: level.version + 1 }
  const move = { goodId, quantity, kind, ref, actorId, note }
  return { outcome: { outcome: 'adjusted', level: after }, move }
}

/** How a good may be sold, from a form that saw this version. */
export interface StockRules {
  goodId: number
  backorder: boolean
  lowAt: number | null
  version: number
}

/**
 * Sets whether a good can be sold beforehand, and when staff are told that there are few.
 *
 * @returns `short` where there are fewer than none, and backorder was to end
 */
export async function changeStockRules(
  tx: Database,
  rules: StockRules,
  hooks: StockHooks
): Promise<AdjustOutcome> {
  const { goodId, backorder, lowAt, version } = rules
  const level = await openStock(tx, goodId)
  if (version !== level.version) return { outcome: 'conflict', level }
  if (level.onHand < 0 && !backorder) return { outcome: 'short', level }
  const changed = { backorder, lowAt, version: version + 1 }
  await tx.stockLevel.updateMany({ where: { goodId, version }, data: changed })
  const after = { ...level, ...changed }
  for (const hook of hooks.changed) await hook(tx, [after])
  return { outcome: 'adjusted', level: after }
}
