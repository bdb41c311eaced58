import type { Translate } from '@larder/blueprint'
import {
  type Database,
  inTransaction,
  type PrismaClient,
  rollBack,
  violatedConstraint
} from '@larder/database'
import { type Actor, changesBetween } from '@larder/staff'
import { findStaffGood, type StaffGood } from './find-staff-good.js'
import { DEFAULT_VALUES, type GoodProblems, type GoodValues, printGood } from './good-values.js'
import { readGood } from './read-good.js'
import { freeSlug } from './slug-of.js'
import { writeChangedGoods, writeNewGoods } from './write-goods.js'

export type SaveOutcome =
  | { outcome: 'saved'; id: number; version: number; name: string }
  | { outcome: 'problems'; problems: GoodProblems }
  /** Somebody has changed it since it was shown. */
  | { outcome: 'changed'; theirs: StaffGood }
  | { outcome: 'gone' }

/** The tax categories that have a rate. */
export type FindTaxCategories = (db: Database) => Promise<readonly string[]>

interface SavedBy {
  actor: Actor
  findTaxCategories: FindTaxCategories
  /** Says the problems. */
  t: Translate
  /** The shop's, for new goods. ISO 4217. */
  currency: string
  /** @default the present */
  now?: Date
}

interface InsertedBy extends SavedBy {
  /** A tax category that it may have, whether that has a rate or not. */
  keptTax?: string
  /** Runs in the transaction, when the good is there. @default nothing */
  inserted?: (tx: Database, id: number) => Promise<void>
}

/** Makes a good, which is not published yet. Without a slug it gets that of its name. */
export function insertGood(
  db: PrismaClient,
  sent: Partial<GoodValues>,
  { actor, t, currency, findTaxCategories, keptTax, now = new Date(), inserted = async () => {} }: InsertedBy
): Promise<SaveOutcome> {
  return refuseTakenSlug(t, () =>
    inTransaction(db, async (tx) => {
      const typed = { ...DEFAULT_VALUES, ...sent }
      const values = { ...typed, slug: typed.slug?.trim() || (await freeSlug(tx, typed.name ?? '')) }
      const categories = await findCategoryIds(tx)
      const taxCategories = await findTaxCategories(tx)
      const known = { currency, categories, taxCategories, keptTax, t }
      const { input, problems } = readGood(values, known)
      if (!input) return { outcome: 'problems', problems }
      const { regularPrice, slug, name } = input.columns
      if (regularPrice !== null)
        return { outcome: 'problems', problems: { regular_price: t('goods-staff:problem.no-earlier-price') } }
      const ids = await writeNewGoods(tx, [{ values, input }], { actor, now, currency })
      const id = ids.get(slug) ?? 0
      await inserted(tx, id)
      return { outcome: 'saved', id, version: 0, name }
    })
  )
}

/**
 * Changes the fields that are sent, and no others.
 *
 * @param version that the sender saw
 */
export function updateGood(
  db: PrismaClient,
  { id, version, sent }: { id: number; version: number; sent: Partial<GoodValues> },
  { actor, t, findTaxCategories, now = new Date() }: Omit<SavedBy, 'currency'>
): Promise<SaveOutcome> {
  return refuseTakenSlug(t, () =>
    inTransaction<SaveOutcome, SaveOutcome>(db, async (tx) => {
      const good = await findStaffGood(tx, id)
      if (!good) return { outcome: 'gone' }
      if (good.version !== version) return { outcome: 'changed', theirs: good }
      const before = printGood(good)
      const values = { ...before, ...sent }
      const categories = await findCategoryIds(tx)
      const taxCategories = await findTaxCategories(tx)
      const { currency, taxCategory: keptTax } = good
      const { input, problems } = readGood(values, { currency, categories, taxCategories, keptTax, t })
      if (!input) return { outcome: 'problems', problems }
      const { name } = input.columns
      const changes = changesBetween(before, values)
      if (Object.keys(changes).length === 0) return { outcome: 'saved', id, version, name }
      const written = await writeChangedGoods(tx, [{ good, changes, input }], { actor, now })
      if (!written) return rollBack(await refusal(tx, id))
      return { outcome: 'saved', id, version: version + 1, name }
    })
  )
}

/** The ids of the categories by their slugs. */
export async function findCategoryIds(db: Database): Promise<Map<string, number>> {
  const categories = await db.category.findMany({ select: { id: true, slug: true } })
  return new Map(categories.map(({ id, slug }) => [slug, id]))
}

async function refusal(tx: Database, id: number): Promise<SaveOutcome> {
  const theirs = await findStaffGood(tx, id)
  return theirs ? { outcome: 'changed', theirs } : { outcome: 'gone' }
}

async function refuseTakenSlug(t: Translate, save: () => Promise<SaveOutcome>): Promise<SaveOutcome> {
  try {
    return await save()
  } catch (error) {
    if (violatedConstraint(error) !== 'goods_slug_key') throw error
    return { outcome: 'problems', problems: { slug: t('goods-staff:problem.slug-taken') } }
  }
}
