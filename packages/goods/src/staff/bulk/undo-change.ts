import type { Translate } from '@larder/blueprint'
import { type Database, inTransaction, type PrismaClient } from '@larder/database'
import { type Actor, BeforeAfter, changesBetween, findBatch, recordAudit } from '@larder/staff'
import { type Static, Type } from 'typebox'
import { recordPrices } from '../../price-history.js'
import { changeState, stateOf } from '../form/change-state.js'
import { changeCategory, lockGoods } from './bulk-change.js'

/** What a bulk change does to a good, as the log has it. Amounts are in minor units. */
const Changed = Type.Object({
  state: Type.Optional(BeforeAfter(Type.Enum(['published', 'unpublished', 'archived']))),
  category: Type.Optional(BeforeAfter(Type.String())),
  price: Type.Optional(BeforeAfter(Type.Integer())),
  regular_price: Type.Optional(BeforeAfter(Type.Union([Type.Integer(), Type.Null()]))),
  prior_price: Type.Optional(BeforeAfter(Type.Union([Type.Integer(), Type.Null()])))
})

interface Step {
  id: number
  name: string
  changed: Static<typeof Changed>
  /** Of the category that it goes back to. */
  categoryId?: number | undefined
}

export interface UndoPlan {
  /** Who made the change, and when; undefined where the log knows no such change. */
  made: { actor: string; at: Date } | undefined
  /** The goods that can be set back. */
  ids: number[]
  /** Those that cannot: somebody has changed them since, or they, or their category, are gone. */
  kept: string[]
}

/** What taking back a bulk change would do. */
export async function planUndo(db: Database, batch: string, t: Translate): Promise<UndoPlan> {
  const entries = await findBatch(db, { type: 'good', batch }, Changed)
  const plan: UndoPlan = { made: entries[0], ids: [], kept: [] }
  for (let place = 0; place < entries.length; place += AT_ONCE) {
    const part = entries.slice(place, place + AT_ONCE)
    const steps = new Map((await findSteps(db, part)).map((step) => [step.id, step]))
    const names = await namesOf(
      db,
      part.map(({ id }) => id)
    )
    for (const { id } of part) {
      if (steps.has(id)) plan.ids.push(id)
      else plan.kept.push(names.get(id) ?? t('goods-staff:undo.nameless', { id }))
    }
  }
  return plan
}

/**
 * Sets goods back to what a bulk change found, in one transaction, each with an entry in the log. A
 * good that somebody has changed since stays as it is.
 *
 * @param undone the bulk change
 * @param batch of this one: a UUID, by which a good is set back once
 * @returns how many were set back
 */
export function undoChange(
  db: PrismaClient,
  { undone, ids }: { undone: string; ids: readonly number[] },
  { actor, batch, now = new Date() }: { actor: Actor; batch: string; now?: Date }
): Promise<number> {
  return inTransaction(db, async (tx) => {
    const left = await lockGoods(tx, ids, batch)
    const entries = await findBatch(tx, { type: 'good', batch: undone, ids: left }, Changed)
    const steps = await findSteps(tx, entries)
    const by = { actor, batch, now }
    const back = await setStatesBack(tx, steps, by)
    return back + (await setCategoriesBack(tx, steps, by)) + (await setPricesBack(tx, steps, by))
  })
}

interface By {
  actor: Actor
  batch: string
  now: Date
}

async function setStatesBack(
  tx: Database,
  steps: readonly Step[],
  { actor, batch, now }: By
): Promise<number> {
  let count = 0
  for (const state of ['published', 'unpublished', 'archived'] as const) {
    const ids = steps.filter(({ changed }) => changed.state?.[0] === state).map(({ id }) => id)
    if (ids.length > 0) count += await changeState(tx, ids, state, actor, { batch, now })
  }
  return count
}

async function setCategoriesBack(tx: Database, steps: readonly Step[], by: By): Promise<number> {
  let count = 0
  const names = new Set(steps.flatMap(({ changed }) => changed.category?.[0] ?? []))
  for (const name of names) {
    const moved = steps.filter(({ changed }) => changed.category?.[0] === name)
    const categoryId = moved[0]?.categoryId
    if (categoryId === undefined) continue
    const ids = moved.map(({ id }) => id)
    count += await changeCategory(tx, ids, { categoryId, name }, by)
  }
  return count
}

async function setPricesBack(
  tx: Database,
  steps: readonly Step[],
  { actor, batch, now }: By
): Promise<number> {
  const priced = steps.flatMap(({ id, changed }) =>
    changed.price ? [{ id, changed, to: changed.price[0] }] : []
  )
  if (priced.length === 0) return 0
  const found = await tx.good.findMany({ where: { id: { in: priced.map(({ id }) => id) } } })
  const goods = new Map(found.map((good) => [good.id, good]))
  for (const { id, to, changed } of priced) {
    const data = {
      price: to,
      ...(changed.regular_price && { regularPrice: changed.regular_price[0] }),
      ...(changed.prior_price && { priorPrice: changed.prior_price[0] })
    }
    await tx.good.update({
      where: { id },
      data: { ...data, termsVersion: 0, updatedAt: now, version: { increment: 1 } }
    })
  }
  const changes = priced.flatMap(({ id, to: price }) => {
    const former = goods.get(id)
    return former ? [{ former, price }] : []
  })
  await recordPrices(tx, changes, now)
  const records = priced.map(({ id, changed }) => ({
    action: 'goods.price',
    subject: ['good', id] as const,
    changes: backwards(changed),
    batch
  }))
  await recordAudit(tx, actor, ...records)
  return priced.length
}

function backwards({ price, regular_price, prior_price }: Static<typeof Changed>) {
  const before = { price: price?.[1], regular_price: regular_price?.[1], prior_price: prior_price?.[1] }
  const after = { price: price?.[0], regular_price: regular_price?.[0], prior_price: prior_price?.[0] }
  return changesBetween(before, after)
}

/** Those that are still as the bulk change left them. */
async function findSteps(
  db: Database,
  entries: readonly { id: number; changes: Static<typeof Changed> }[]
): Promise<Step[]> {
  const found = await db.good.findMany({
    where: { id: { in: entries.map(({ id }) => id) } },
    include: { category: { select: { name: true } } }
  })
  const goods = new Map(found.map((good) => [good.id, good]))
  const categories = await findCategories(db)
  return entries.flatMap(({ id, changes }) => {
    const good = goods.get(id)
    if (!good) return []
    const { state, category } = changes
    const categoryId = category && categories.get(category[0])
    const isAsLeft =
      (!state || stateOf(good) === state[1]) &&
      (!category || (good.category.name === category[1] && categoryId !== undefined)) &&
      canHavePricesBack(good, changes)
    return isAsLeft ? [{ id, name: good.name, changed: changes, categoryId }] : []
  })
}

/** A price that the bulk change left alone is not in the log: a reduction may have begun since. */
function canHavePricesBack(
  good: { price: number; regularPrice: number | null; priorPrice: number | null },
  { price, regular_price: regularPrice, prior_price: priorPrice }: Static<typeof Changed>
): boolean {
  if (!price) return true
  const regularThen = regularPrice ? regularPrice[0] : good.regularPrice
  return (
    good.price === price[1] &&
    (!regularPrice || good.regularPrice === regularPrice[1]) &&
    (!priorPrice || good.priorPrice === priorPrice[1]) &&
    (regularThen === null || regularThen > price[0])
  )
}

/** By their names, which the log has. Where two have one name, nobody knows which it was. */
async function findCategories(db: Database): Promise<Map<string, number>> {
  const categories = await db.category.findMany({ select: { id: true, name: true } })
  const count = (name: string) => categories.filter((category) => category.name === name).length
  return new Map(categories.filter(({ name }) => count(name) === 1).map(({ id, name }) => [name, id]))
}

async function namesOf(db: Database, ids: readonly number[]): Promise<Map<number, string>> {
  const goods = await db.good.findMany({ where: { id: { in: [...ids] } }, select: { id: true, name: true } })
  return new Map(goods.map(({ id, name }) => [id, name]))
}

const AT_ONCE = 1_000
