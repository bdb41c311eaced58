import {
  type Database,
  inTransaction,
  type PrismaClient,
  rollBack,
  violatedConstraint
} from '@larder/database'
import { type Actor, changesBetween, recordAudit } from '@larder/staff'
import { openStock } from '@larder/stock'
import { findPriorPrice, recordPrices } from '../../price-history.js'
import { SHOP_LANGUAGE } from '../../shop-language.js'
import { findStaffGood, type StaffGood } from './find-staff-good.js'
import { DEFAULT_VALUES, type GoodProblems, type GoodValues, printGood } from './good-values.js'
import { type GoodInput, readGood } from './read-good.js'
import { freeSlug } from './slug-of.js'

export type SaveOutcome =
  | { outcome: 'saved'; id: number; version: number; name: string }
  | { outcome: 'problems'; problems: GoodProblems }
  /** Somebody has changed it since it was shown. */
  | { outcome: 'changed'; theirs: StaffGood }
  | { outcome: 'gone' }

interface SavedBy {
  actor: Actor
  /** The shop's, for new goods. ISO 4217. */
  currency: string
  /** @default the present */
  now?: Date
}

interface InsertedBy extends SavedBy {
  /** Runs in the transaction, when the good is there. @default nothing */
  inserted?: (tx: Database, id: number) => Promise<void>
}

/** Makes a good, which is not published yet. Without a slug it gets that of its name. */
export function insertGood(
  db: PrismaClient,
  sent: Partial<GoodValues>,
  { actor, currency, now = new Date(), inserted = async () => {} }: InsertedBy
): Promise<SaveOutcome> {
  return refuseTakenSlug(() =>
    inTransaction(db, async (tx) => {
      const typed = { ...DEFAULT_VALUES, ...sent }
      const values = { ...typed, slug: typed.slug?.trim() || (await freeSlug(tx, typed.name ?? '')) }
      const categories = await findCategoryIds(tx)
      const { input, problems } = readGood(values, { currency, categories })
      if (!input) return { outcome: 'problems', problems }
      const { regularPrice, ...columns } = input.columns
      if (regularPrice !== null) return { outcome: 'problems', problems: { regular_price: NO_EARLIER_PRICE } }
      const { id, version } = await tx.good.create({
        data: { ...columns, currency, published: false, createdAt: now, updatedAt: now }
      })
      await tx.priceHistory.create({ data: { goodId: id, fromAt: now, price: columns.price, currency } })
      await replaceParts(tx, id, input)
      await openStock(tx, id)
      await inserted(tx, id)
      const changes = changesBetween({}, values)
      await recordAudit(tx, actor, { action: 'goods.create', subject: ['good', id], changes })
      return { outcome: 'saved', id, version, name: columns.name }
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
  { actor, now = new Date() }: Omit<SavedBy, 'currency'>
): Promise<SaveOutcome> {
  return refuseTakenSlug(() =>
    inTransaction<SaveOutcome, SaveOutcome>(db, async (tx) => {
      const good = await findStaffGood(tx, id)
      if (!good) return { outcome: 'gone' }
      if (good.version !== version) return { outcome: 'changed', theirs: good }
      const before = printGood(good)
      const values = { ...before, ...sent }
      const categories = await findCategoryIds(tx)
      const { input, problems } = readGood(values, { currency: good.currency, categories })
      if (!input) return { outcome: 'problems', problems }
      const { columns } = input
      const changes = changesBetween(before, values)
      if (Object.keys(changes).length === 0) return { outcome: 'saved', id, version, name: columns.name }
      const priorPrice = await priorPriceOf(tx, good, columns, now)
      const { count } = await tx.good.updateMany({
        where: { id, version },
        // Its terms are made anew.
        data: { ...columns, priorPrice, termsVersion: 0, updatedAt: now, version: version + 1 }
      })
      if (count === 0) return rollBack(await refusal(tx, id))
      if (columns.price !== good.price) await recordPrices(tx, [{ former: good, price: columns.price }], now)
      await replaceParts(tx, id, input)
      await recordAudit(tx, actor, { action: 'goods.edit', subject: ['good', id], changes })
      return { outcome: 'saved', id, version: version + 1, name: columns.name }
    })
  )
}

/** The ids of the categories by their slugs. */
async function findCategoryIds(db: Database): Promise<Map<string, number>> {
  const categories = await db.category.findMany({ select: { id: true, slug: true } })
  return new Map(categories.map(({ id, slug }) => [slug, id]))
}

/** What a reduction names as the price before it: worked out anew when the price or the reduction begins. */
export async function priorPriceOf(
  tx: Database,
  good: Pick<StaffGood, 'id' | 'price' | 'currency' | 'regularPrice' | 'priorPrice'>,
  { price, regularPrice }: { price: number; regularPrice: number | null },
  now: Date
): Promise<number | null> {
  if (regularPrice === null) return null
  const goesOn = good.regularPrice !== null && good.price === price
  return goesOn && good.priorPrice !== null ? good.priorPrice : findPriorPrice(tx, good, now)
}

const NO_EARLIER_PRICE = 'A new product had no earlier price. Save it without this, and lower its price then.'

async function refusal(tx: Database, id: number): Promise<SaveOutcome> {
  const theirs = await findStaffGood(tx, id)
  return theirs ? { outcome: 'changed', theirs } : { outcome: 'gone' }
}

async function replaceParts(
  tx: Database,
  goodId: number,
  { facts, allergens, nutrition }: GoodInput
): Promise<void> {
  const place = { goodId, language: SHOP_LANGUAGE }
  await tx.goodFacts.deleteMany({ where: place })
  if (Object.values(facts).some((fact) => fact !== null))
    await tx.goodFacts.create({ data: { ...place, ...facts } })
  await tx.goodAllergen.deleteMany({ where: { goodId } })
  await tx.goodAllergen.createMany({ data: allergens.map((allergen) => ({ goodId, ...allergen })) })
  await tx.goodNutrition.deleteMany({ where: { goodId } })
  if (nutrition) await tx.goodNutrition.create({ data: { goodId, ...nutrition } })
}

async function refuseTakenSlug(save: () => Promise<SaveOutcome>): Promise<SaveOutcome> {
  try {
    return await save()
  } catch (error) {
    if (violatedConstraint(error) !== 'goods_slug_key') throw error
    return {
      outcome: 'problems',
      problems: { slug: 'Another product has this address. Choose another one.' }
    }
  }
}
