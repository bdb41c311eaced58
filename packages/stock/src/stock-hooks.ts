import type { Database } from '@larder/database'
import type { StockLevel, StockLine } from './stock-levels.js'

/** Runs in the transaction of the change, with the level after it; it rolls back when it throws. */
export type StockHook = (tx: Database, level: StockLevel) => Promise<void>

/** `app.stockHooks`, which every change of stock is given. */
export interface StockHooks {
  low: StockHook[]
  back: StockHook[]
}

/** Tells of the goods that have become few, and of those that can be sold again. */
export async function runHooks(
  tx: Database,
  levels: ReadonlyMap<number, StockLevel>,
  moves: readonly StockLine[],
  { low, back }: StockHooks
): Promise<void> {
  for (const { goodId, quantity } of moves) {
    const before = levels.get(goodId)
    if (!before) continue
    const after = { ...before, onHand: before.onHand + quantity, version: before.version + 1 }
    const hooks = [...(becameLow(before, after) ? low : []), ...(cameBack(before, after) ? back : [])]
    for (const hook of hooks) await hook(tx, after)
  }
}

function becameLow(before: StockLevel, { onHand, lowAt }: StockLevel): boolean {
  return lowAt !== null && before.onHand > lowAt && onHand <= lowAt
}

function cameBack(before: StockLevel, { onHand }: StockLevel): boolean {
  return before.onHand <= 0 && onHand > 0
}
