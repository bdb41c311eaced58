import { type Database, executeStatement, queryRows, type Statement, statement } from '@larder/database'
import { type Static, Type } from 'typebox'
import { STOCK_ERR_GUARD } from './errors.js'

/** How many units of a good there are. */
export const StockLevel = Type.Object({
  goodId: Type.Integer(),
  onHand: Type.Integer({ description: 'Below zero where more was sold than there were.' }),
  backorder: Type.Boolean({ description: 'Whether more can be sold than there are.' }),
  lowAt: Type.Union([Type.Integer(), Type.Null()], {
    description: 'Staff are told when there are no more than this.'
  }),
  version: Type.Integer({ description: 'Counts the changes.' })
})
export type StockLevel = Static<typeof StockLevel>

/** Units of a good. */
export interface StockLine {
  goodId: number
  quantity: number
}

/** The levels of these goods, in the order of their ids. A good without one was never in stock. */
export function findStock(db: Database, goodIds: readonly number[]): Promise<StockLevel[]> {
  return readLevels(db, goodIds, '')
}

/**
 * The same by their ids, locked until the transaction ends. The rows are locked in the order of
 * their ids, by a statement of its own: a lock in another statement's subquery keeps the values
 * from before its wait, and units are sold twice.
 */
export async function lockStock(tx: Database, goodIds: readonly number[]): Promise<Map<number, StockLevel>> {
  const levels = await readLevels(tx, goodIds, 'FOR UPDATE')
  return new Map(levels.map((level) => [level.goodId, level]))
}

/** Locks the level of one good, which is made where there is none. */
export async function openStock(tx: Database, goodId: number): Promise<StockLevel> {
  const level = (await openStocks(tx, [goodId])).get(goodId)
  if (!level) throw new STOCK_ERR_GUARD(goodId)
  return level
}

/** Locks the levels of several goods, and makes those that are missing. */
export async function openStocks(tx: Database, goodIds: readonly number[]): Promise<Map<number, StockLevel>> {
  const locked = await lockStock(tx, goodIds)
  const missing = [...new Set(goodIds)].filter((id) => !locked.has(id)).sort((one, other) => one - other)
  if (missing.length === 0) return locked
  await executeStatement(tx, openLevels(missing.length), missing)
  return lockStock(tx, goodIds)
}

function openLevels(count: number): Statement {
  const rows = Array.from({ length: count }, (_, index) => `($${index + 1})`)
  const insert = `INSERT INTO stock_levels (good_id) VALUES ${rows}`
  return statement(Type.Never(), {
    postgresql: `${insert} ON CONFLICT DO NOTHING`,
    // A plain INSERT would lock the row of another for sharing, and two of these deadlock as they lock it.
    mysql: `${insert} ON DUPLICATE KEY UPDATE good_id = stock_levels.good_id`
  })
}

/** Deletes the levels of goods that are removed. Their movements stay in the ledger. */
export async function removeStock(tx: Database, goodIds: readonly number[]): Promise<void> {
  await tx.stockLevel.deleteMany({ where: { goodId: { in: [...goodIds] } } })
}

async function readLevels(
  db: Database,
  goodIds: readonly number[],
  lock: '' | 'FOR UPDATE'
): Promise<StockLevel[]> {
  const ids = [...new Set(goodIds)]
  return ids.length === 0 ? [] : queryRows(db, findLevels(ids.length, lock), ids)
}

/** One text for each number of goods: only PostgreSQL takes an array. */
function findLevels(count: number, lock: '' | 'FOR UPDATE'): Statement<StockLevel> {
  const ids = Array.from({ length: count }, (_, index) => `$${index + 1}`)
  return statement(
    StockLevel,
    `SELECT good_id AS "goodId", on_hand AS "onHand", backorder, low_at AS "lowAt", version
     FROM stock_levels WHERE good_id IN (${ids}) ORDER BY good_id ${lock}`
  )
}
