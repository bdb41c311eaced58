import type { Database } from '@larder/database'
import { moveUnits, sumPerGood } from './move-units.js'
import type { StockHooks } from './stock-hooks.js'
import { findStock, lockStock, type StockLevel, type StockLine } from './stock-levels.js'

/** A good that there is too little of. */
export interface ShortLine extends StockLine {
  /** How many there are. */
  available: number
}

/** A good that was taken. */
export interface TakenLine extends StockLine {
  /** How many of these are not there yet. */
  backordered: number
}

export type TakeOutcome = { outcome: 'taken'; lines: TakenLine[] } | { outcome: 'short'; lines: ShortLine[] }

/**
 * Takes out of the stock what is sold. Where goods are short, it tells all of them and changes
 * nothing. Lines of one good are summed first. The outcome has one line for each good.
 *
 * @param ref what they are sold by, which can take each good once only: `order:17`
 * @throws STOCK_ERR_QUANTITY; a violation of `stock_movements_kind_good_id_ref_key` where `ref` has
 *   taken a good already
 */
export async function takeStock(
  tx: Database,
  lines: readonly StockLine[],
  ref: string,
  hooks: StockHooks
): Promise<TakeOutcome> {
  const wanted = sumPerGood(lines)
  const levels = await lockStock(
    tx,
    wanted.map(({ goodId }) => goodId)
  )
  const short = wanted.flatMap((line) => findShortage(line, levels.get(line.goodId)))
  if (short.length > 0) return { outcome: 'short', lines: short }
  const moves = wanted.map(({ goodId, quantity }) => ({
    goodId,
    quantity: -quantity,
    kind: 'sold' as const,
    ref
  }))
  await moveUnits(tx, levels, moves, hooks)
  const taken = wanted.map((line) => {
    const available = availableOf(levels.get(line.goodId))
    return { ...line, backordered: Math.max(0, line.quantity - available) }
  })
  return { outcome: 'taken', lines: taken }
}

/**
 * The goods that are short at this moment, without a lock: those who come too late for the last
 * units need not wait for those who take them. Only `takeStock` says that they can be had.
 */
export async function findShortLines(db: Database, lines: readonly StockLine[]): Promise<ShortLine[]> {
  const wanted = sumPerGood(lines)
  const levels = await findStock(
    db,
    wanted.map(({ goodId }) => goodId)
  )
  const byGood = new Map(levels.map((level) => [level.goodId, level]))
  return wanted.flatMap((line) => findShortage(line, byGood.get(line.goodId)))
}

function findShortage(line: StockLine, level: StockLevel | undefined): ShortLine[] {
  const available = availableOf(level)
  return level?.backorder || line.quantity <= available ? [] : [{ ...line, available }]
}

function availableOf(level: StockLevel | undefined): number {
  return Math.max(0, level?.onHand ?? 0)
}
