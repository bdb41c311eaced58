import { type Database, inTransaction, type PrismaClient, rollBack } from '@larder/database'
import { type Actor, type Changes, recordAudit } from '@larder/staff'
import { type AdjustOutcome, adjustStock, changeStockRules } from '../adjust-stock.js'
import type { StockHooks } from '../stock-hooks.js'
import { findStock, openStock, type StockLevel } from '../stock-levels.js'

/** What staff do with the stock of a good. */
export type StockChange =
  /** So many more, or less; by one `ref` once. */
  | { kind: 'received' | 'corrected'; by: number; ref?: string; note: string }
  /** What was counted, from the version that they saw. */
  | { count: number; version: number; note: string }
  | { backorder: boolean; lowAt: number | null; version: number }

/** Changes the stock of a good, with an entry in the log of changes: none where it is repeated. */
export function changeStock(
  db: PrismaClient,
  goodId: number,
  change: StockChange,
  { actor, hooks }: { actor: Actor; hooks: StockHooks }
): Promise<AdjustOutcome> {
  return inTransaction(db, async (tx) => {
    // Locked: what another changes at the same moment is no part of this entry.
    const before = await openStock(tx, goodId)
    const by = { goodId, actorId: actor.id ?? undefined }
    const outcome =
      'backorder' in change
        ? await changeStockRules(tx, { goodId, ...change }, hooks)
        : 'count' in change
          ? await adjustStock(tx, { ...by, ...change, kind: 'corrected' }, hooks)
          : await adjustStock(tx, { ...by, ...change }, hooks)
    if (outcome.outcome !== 'adjusted') return rollBack(outcome)
    const record = { action: actionOf(change), subject: ['stock', goodId] as const }
    await recordAudit(tx, actor, { ...record, changes: changesOf(before, outcome.level, change) })
    return outcome
  })
}

/** The level of a good; that of none where it was never in stock. */
export async function readLevel(db: Database, goodId: number): Promise<StockLevel> {
  const [level] = await findStock(db, [goodId])
  return level ?? { goodId, onHand: 0, backorder: false, lowAt: null, version: 0 }
}

function actionOf(change: StockChange): string {
  if ('backorder' in change) return 'stock.rules'
  return 'count' in change ? 'stock.count' : 'stock.move'
}

function changesOf(before: StockLevel, after: StockLevel, change: StockChange): Changes {
  if ('backorder' in change)
    return { backorder: [before.backorder, after.backorder], low_at: [before.lowAt, after.lowAt] }
  return { on_hand: [before.onHand, after.onHand], note: [null, change.note] }
}
