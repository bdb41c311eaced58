import type { Database } from '@larder/database'
import type { StockLevel, StockLine } from './stock-levels.js'

/** Runs in the transaction of the change, with the level after it; it rolls back when it throws. */
export type StockHook = (tx: Database, level: StockLevel) => Promise<void>

/** The same for all goods that one change was of. */
export type StockChangeHook = (tx: Database, levels: StockLevel[]) => Promise<void>

/** `app.stockHooks`, which every change of stock is given. */
export interface StockHooks {
  changed: StockChangeHook[]
  low: StockHook[]
  back: StockHook[]
}

/** Tells of all goods that were moved, of those that have become few, and of those that are back. */
export async function runHooks(
  tx: Database,
  levels: ReadonlyMap<number, StockLevel>,
  moves: readonly StockLine[],
  { changed, low, back }: StockHooks
): Promise<void> {
  const changes = moves.flatMap(({ goodId, quantity }) => {
    const before = levels.get(goodId)
    if (!before) return []
    return [{ before, after: { ...before, onHand: before.onHand + quantity, version: before.version + 1 } }]
  })
  const after = changes.map(({ after }) => after)
  for (const hook of changed) await hook(tx, after)
  for (const { before, after } of changes) {
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
