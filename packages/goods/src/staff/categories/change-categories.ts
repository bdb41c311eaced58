import {
  type Database,
  inTransaction,
  type PrismaClient,
  queryRows,
  statement,
  violatedConstraint
} from '@larder/database'
import { type Actor, recordAudit } from '@larder/staff'
import { Type } from 'typebox'
import { slugOf } from '../form/slug-of.js'

export interface StaffCategory {
  id: number
  slug: string
  name: string
  version: number
  /** How many goods it has, archived ones too. */
  goods: number
}

/** All categories, in the order in which visitors see them. */
export async function listStaffCategories(db: Database): Promise<StaffCategory[]> {
  const categories = await db.category.findMany({
    select: { id: true, slug: true, name: true, version: true, _count: { select: { goods: true } } },
    orderBy: [{ position: 'asc' }, { id: 'asc' }]
  })
  return categories.map(({ _count, ...category }) => ({ ...category, goods: _count.goods }))
}

export type CategoryOutcome =
  | { outcome: 'saved'; id: number; name: string }
  | { outcome: 'problem'; problem: 'no-letters' | 'no-name' | 'taken' | 'in-use' }
  | { outcome: 'changed'; theirs: StaffCategory }
  | { outcome: 'gone' }

/** Makes a category, the last one, at an address made of its name. */
export async function insertCategory(
  db: PrismaClient,
  typed: string,
  actor: Actor
): Promise<CategoryOutcome> {
  const name = typed.trim()
  const slug = slugOf(name)
  if (slug === '') return { outcome: 'problem', problem: 'no-letters' }
  try {
    return await inTransaction(db, async (tx) => {
      const last = await tx.category.aggregate({ _max: { position: true } })
      const position = (last._max.position ?? 0) + 1
      const { id } = await tx.category.create({ data: { name, slug: slug.slice(0, LONGEST_SLUG), position } })
      const changes = { name: [null, name], slug: [null, slug] } as const
      await recordAudit(tx, actor, { action: 'goods.create-category', subject: ['category', id], changes })
      return { outcome: 'saved', id, name }
    })
  } catch (error) {
    if (violatedConstraint(error) !== 'categories_slug_key') throw error
    return { outcome: 'problem', problem: 'taken' }
  }
}

/** Renames a category. It keeps its address. */
export function renameCategory(
  db: PrismaClient,
  { id, version, name: typed }: { id: number; version: number; name: string },
  actor: Actor
): Promise<CategoryOutcome> {
  const name = typed.trim()
  return inTransaction(db, async (tx) => {
    if (name === '') return { outcome: 'problem', problem: 'no-name' }
    const before = await findCategory(tx, id)
    if (!before) return { outcome: 'gone' }
    const data = { name, version: version + 1, updatedAt: new Date() }
    const { count } = await tx.category.updateMany({ where: { id, version }, data })
    if (count === 0) return refusal(tx, id)
    // The search finds goods by the name of their category.
    await tx.good.updateMany({ where: { categoryId: id }, data: { termsVersion: 0 } })
    const changes = { name: [before.name, name] } as const
    await recordAudit(tx, actor, { action: 'goods.rename-category', subject: ['category', id], changes })
    return { outcome: 'saved', id, name }
  })
}

/** Moves a category one place up or down. The first one stays the first. */
export function moveCategory(
  db: PrismaClient,
  id: number,
  way: 'up' | 'down',
  actor: Actor
): Promise<CategoryOutcome> {
  return inTransaction(db, async (tx) => {
    // Two who move at once would give two categories one place.
    await queryRows(tx, LOCK_ALL)
    const order = await listStaffCategories(tx)
    const from = order.findIndex((category) => category.id === id)
    const moved = order[from]
    if (!moved) return { outcome: 'gone' }
    const to = Math.min(order.length - 1, Math.max(0, from + (way === 'up' ? -1 : 1)))
    order.splice(from, 1)
    order.splice(to, 0, moved)
    for (const [place, category] of order.entries())
      await tx.category.update({ where: { id: category.id }, data: { position: place + 1 } })
    const changes = { position: [from + 1, to + 1] } as const
    await recordAudit(tx, actor, { action: 'goods.move-category', subject: ['category', id], changes })
    return { outcome: 'saved', id, name: moved.name }
  })
}

/** Removes a category that has no goods. */
export async function removeCategory(db: PrismaClient, id: number, actor: Actor): Promise<CategoryOutcome> {
  const inUse = { outcome: 'problem', problem: 'in-use' } as const
  try {
    return await inTransaction(db, async (tx) => {
      const category = await findCategory(tx, id)
      if (!category) return { outcome: 'gone' }
      if (category.goods > 0) return inUse
      await changeNames(tx, () => tx.category.deleteMany({ where: { id } }))
      const changes = { name: [category.name, null] } as const
      await recordAudit(tx, actor, { action: 'goods.remove-category', subject: ['category', id], changes })
      return { outcome: 'saved', id, name: category.name }
    })
  } catch (error) {
    // A good came in meanwhile.
    if (violatedConstraint(error) !== 'goods_category_id_fkey') throw error
    return inUse
  }
}

/**
 * Changes names of categories in other languages. The shop has the languages of these names: where
 * it has others afterwards, the search sorts all goods anew.
 */
export async function changeNames(tx: Database, change: () => PromiseLike<unknown>): Promise<void> {
  const before = await findLanguages(tx)
  await change()
  if ((await findLanguages(tx)) !== before) await tx.good.updateMany({ data: { termsVersion: 0 } })
}

async function findLanguages(tx: Database): Promise<string> {
  const rows = await tx.categoryTranslation.groupBy({ by: ['language'], orderBy: { language: 'asc' } })
  return rows.map(({ language }) => language).join()
}

export async function findCategory(db: Database, id: number): Promise<StaffCategory | undefined> {
  return (await listStaffCategories(db)).find((category) => category.id === id)
}

export async function refusal(tx: Database, id: number): Promise<CategoryOutcome> {
  const theirs = await findCategory(tx, id)
  return theirs ? { outcome: 'changed', theirs } : { outcome: 'gone' }
}

const LONGEST_SLUG = 64

const LOCK_ALL = statement(
  Type.Object({ id: Type.Integer() }),
  'SELECT id FROM categories ORDER BY id FOR UPDATE'
)
