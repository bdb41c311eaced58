import { type Database, inTransaction, type PrismaClient, queryRows, statement } from '@larder/database'
import { type Actor, changesBetween, MOST_ROWS, recordAudit, withoutDone } from '@larder/staff'
import { Type } from 'typebox'
import { changeState, type GoodState, stateOf } from '../form/change-state.js'
import { type GoodsFilter, goodsWhere } from '../list/list-staff-goods.js'
import { changedPrice, changePrices, type PriceChange } from './change-prices.js'

/** What is done to many goods at once. */
export type BulkChange =
  | { what: 'state'; state: GoodState }
  | { what: 'category'; categoryId: number; name: string }
  | ({ what: 'price' } & PriceChange)

/** The numbers of all goods that a filter means at this moment, one more than a bulk change can have. */
export async function freezeFilter(db: Database, filter: GoodsFilter): Promise<number[]> {
  const where = goodsWhere(db, filter)
  const goods = await db.good.findMany({
    where,
    select: { id: true },
    orderBy: { id: 'asc' },
    take: MOST_ROWS + 1
  })
  return goods.map(({ id }) => id)
}

export interface DryRun {
  /** How many goods would be changed. */
  changes: number
  /** The first of them, with the value before and after. */
  examples: { name: string; before: string | number; after: string | number; currency: string }[]
}

/** What a bulk change would do. */
export async function tryChange(db: Database, ids: readonly number[], change: BulkChange): Promise<DryRun> {
  const run: DryRun = { changes: 0, examples: [] }
  for (let place = 0; place < ids.length; place += AT_ONCE) {
    const goods = await db.good.findMany({
      where: { id: { in: ids.slice(place, place + AT_ONCE) } },
      select: {
        name: true,
        price: true,
        currency: true,
        published: true,
        archivedAt: true,
        categoryId: true,
        category: { select: { name: true } }
      },
      orderBy: { id: 'asc' }
    })
    for (const { name, currency, ...good } of goods) {
      const [before, after] = valuesOf(good, change)
      if (before === after) continue
      run.changes += 1
      if (run.examples.length < EXAMPLES) run.examples.push({ name, before, after, currency })
    }
  }
  return run
}

/**
 * Changes goods in one transaction, each with an entry in the log.
 *
 * @param batch a UUID, by which a good is changed once
 * @returns how many were changed
 */
export function applyChange(
  db: PrismaClient,
  ids: readonly number[],
  change: BulkChange,
  { actor, batch, now = new Date() }: { actor: Actor; batch: string; now?: Date }
): Promise<number> {
  return inTransaction(db, async (tx) => {
    const left = await lockGoods(tx, ids, batch)
    switch (change.what) {
      case 'state':
        return changeState(tx, left, change.state, actor, { batch, now })
      case 'category':
        return changeCategory(tx, left, change, { actor, batch, now })
      case 'price':
        return changePrices(tx, left, change, { actor, batch, now })
    }
  })
}

/**
 * Locks goods until the end of the transaction, always in the same order.
 *
 * @returns those that the batch has not changed yet, not even in another request at this moment
 */
export async function lockGoods(tx: Database, ids: readonly number[], batch: string): Promise<number[]> {
  if (ids.length === 0) return []
  const places = ids.map((_, place) => `$${place + 1}`)
  const lock = `SELECT id FROM goods WHERE id IN (${places}) ORDER BY id FOR UPDATE`
  await queryRows(tx, statement(Type.Object({ id: Type.Integer() }), lock), [...ids])
  return withoutDone(tx, { type: 'good', ids, batch })
}

/** Moves goods into a category, in a transaction. @returns how many were in another */
export async function changeCategory(
  tx: Database,
  ids: readonly number[],
  { categoryId, name }: { categoryId: number; name: string },
  { actor, batch, now }: { actor: Actor; batch: string; now: Date }
): Promise<number> {
  const goods = await tx.good.findMany({
    where: { id: { in: [...ids] }, categoryId: { not: categoryId } },
    select: { id: true, category: { select: { name: true } } },
    orderBy: { id: 'asc' }
  })
  if (goods.length === 0) return 0
  await tx.good.updateMany({
    where: { id: { in: goods.map(({ id }) => id) } },
    data: { categoryId, termsVersion: 0, updatedAt: now, version: { increment: 1 } }
  })
  const records = goods.map(({ id, category }) => ({
    action: 'goods.move',
    subject: ['good', id] as const,
    changes: changesBetween({ category: category.name }, { category: name }),
    batch
  }))
  await recordAudit(tx, actor, ...records)
  return goods.length
}

interface Changeable {
  price: number
  published: boolean
  archivedAt: Date | null
  categoryId: number
  category: { name: string }
}

function valuesOf(good: Changeable, change: BulkChange): [before: string | number, after: string | number] {
  switch (change.what) {
    case 'state':
      return [stateOf(good), change.state]
    case 'category':
      return [good.category.name, good.categoryId === change.categoryId ? good.category.name : change.name]
    case 'price':
      return [good.price, changedPrice(good.price, change)]
  }
}

const AT_ONCE = 1_000
const EXAMPLES = 20
