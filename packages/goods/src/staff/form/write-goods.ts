import { type Database, executeStatement, statement } from '@larder/database'
import { type Actor, type Changes, changesBetween, recordAudit } from '@larder/staff'
import { openStocks } from '@larder/stock'
import { Type } from 'typebox'
import { findPriorPrice, recordPrices } from '../../price-history.js'
import { SHOP_LANGUAGE } from '../../shop-language.js'
import type { StaffGood } from './find-staff-good.js'
import type { GoodField, GoodValues } from './good-values.js'
import type { GoodInput } from './read-good.js'

interface WrittenBy {
  actor: Actor
  now: Date
  /** The same for all goods of an import. */
  batch?: string
}

export interface NewGood {
  /** For the log. */
  values: Partial<GoodValues>
  input: GoodInput
}

/**
 * Writes new goods, in a transaction: they are not published, have a price from now on, and an open
 * stock.
 *
 * @returns their ids by their slugs
 */
export async function writeNewGoods(
  tx: Database,
  goods: readonly NewGood[],
  { actor, now, batch, currency }: WrittenBy & { currency: string }
): Promise<Map<string, number>> {
  const data = goods.map(({ input: { columns } }) => {
    const { regularPrice: _none, ...others } = columns
    return { ...others, currency, published: false, createdAt: now, updatedAt: now }
  })
  await tx.good.createMany({ data })
  const slugs = data.map(({ slug }) => slug)
  const made = await tx.good.findMany({ where: { slug: { in: slugs } }, select: { id: true, slug: true } })
  const ids = new Map(made.map(({ id, slug }) => [slug, id]))
  const written = goods.map((good) => ({ ...good, id: ids.get(good.input.columns.slug) ?? 0 }))
  await tx.priceHistory.createMany({
    data: written.map(({ id, input }) => ({ goodId: id, fromAt: now, price: input.columns.price, currency }))
  })
  await writeFacts(tx, written)
  await writeAllergens(tx, written)
  await writeNutrition(tx, written)
  await openStocks(tx, [...ids.values()])
  const records = written.map(({ id, values }) => ({
    action: 'goods.create',
    subject: ['good', id] as const,
    changes: changesBetween({}, values),
    ...(batch && { batch })
  }))
  await recordAudit(tx, actor, ...records)
  return ids
}

export interface ChangedGood {
  /** As it was seen. */
  good: StaffGood
  /** By the fields of the form. */
  changes: Changes
  input: GoodInput
}

/**
 * Writes changed goods, in a transaction: with the history of their prices and reductions, and so
 * that the search reads them again.
 *
 * @returns whether all are still as they were seen; otherwise roll back
 */
export async function writeChangedGoods(
  tx: Database,
  goods: readonly ChangedGood[],
  { actor, now, batch }: WrittenBy
): Promise<boolean> {
  const rows: object[] = []
  for (const { good, input } of goods) {
    const priorPrice = await priorPriceOf(tx, good, input.columns, now)
    rows.push(rowOf(good, { ...input.columns, priorPrice }))
  }
  if ((await executeStatement(tx, UPDATE_GOODS, [JSON.stringify(rows), now])) !== rows.length) return false
  const repriced = goods
    .map(({ good, input }) => ({ former: good, price: input.columns.price }))
    .filter(({ former, price }) => former.price !== price)
  if (repriced.length > 0) await recordPrices(tx, repriced, now)
  const changed = (fields: readonly string[]) =>
    goods
      .filter(({ changes }) => fields.some((field) => field in changes))
      .map(({ good: { id }, input }) => ({ id, input }))
  await replaceParts(tx, changed)
  const records = goods.map(({ good, changes }) => ({
    action: 'goods.edit',
    subject: ['good', good.id] as const,
    changes,
    ...(batch && { batch })
  }))
  await recordAudit(tx, actor, ...records)
  return true
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

interface Parts {
  id: number
  input: GoodInput
}

/** What a good has in tables of their own, of those goods where it was changed. */
async function replaceParts(tx: Database, changed: (fields: readonly string[]) => Parts[]): Promise<void> {
  const idsOf = (parts: Parts[]) => ({ goodId: { in: parts.map(({ id }) => id) } })
  const facts = changed(Object.values(FACT_FIELDS))
  if (facts.length > 0) {
    await tx.goodFacts.deleteMany({ where: { ...idsOf(facts), language: SHOP_LANGUAGE } })
    await writeFacts(tx, facts)
  }
  const allergens = changed(['allergens', 'traces'])
  if (allergens.length > 0) {
    await tx.goodAllergen.deleteMany({ where: idsOf(allergens) })
    await writeAllergens(tx, allergens)
  }
  const nutrition = changed(Object.values(NUTRITION_FIELDS))
  if (nutrition.length > 0) {
    await tx.goodNutrition.deleteMany({ where: idsOf(nutrition) })
    await writeNutrition(tx, nutrition)
  }
}

async function writeFacts(tx: Database, goods: readonly Parts[]): Promise<void> {
  const data = goods
    .filter(({ input: { facts } }) => Object.values(facts).some((fact) => fact !== null))
    .map(({ id: goodId, input: { facts } }) => ({ goodId, language: SHOP_LANGUAGE, ...facts }))
  await tx.goodFacts.createMany({ data })
}

async function writeAllergens(tx: Database, goods: readonly Parts[]): Promise<void> {
  const data = goods.flatMap(({ id: goodId, input: { allergens } }) =>
    allergens.map((allergen) => ({ goodId, ...allergen }))
  )
  await tx.goodAllergen.createMany({ data })
}

async function writeNutrition(tx: Database, goods: readonly Parts[]): Promise<void> {
  const data = goods.flatMap(({ id: goodId, input: { nutrition } }) =>
    nutrition ? [{ goodId, ...nutrition }] : []
  )
  await tx.goodNutrition.createMany({ data })
}

type WrittenColumns = GoodInput['columns'] & { priorPrice: number | null }

/** A good for the statement below, which takes what is missing for NULL. */
function rowOf({ id, version: seen }: StaffGood, columns: WrittenColumns): object {
  const entries = Object.entries(columns).flatMap(([field, value]) => {
    if (value === null) return []
    // JSON of PostgreSQL takes no half of a surrogate pair.
    const stored = typeof value === 'string' ? Buffer.from(value).toString() : Number(value)
    return [[columnOf(field), stored]]
  })
  return { id, seen, ...Object.fromEntries(entries) }
}

function columnOf(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** How each column is read from JSON. It names all, or the compiler says so. */
const TYPES = {
  ...{ slug: 'VARCHAR(80)', name: 'VARCHAR(120)', unit: 'VARCHAR(40)', description: 'TEXT' },
  ...{ price: 'INT', regularPrice: 'INT', priorPrice: 'INT', deposit: 'INT', taxCategory: 'VARCHAR(16)' },
  ...{ content: 'INT', contentUnit: 'ContentUnit', drained: 'INT', grade: 'Grade', season: 'INT' },
  ...{ perishable: 'BOOLEAN', weighed: 'BOOLEAN', vegan: 'BOOLEAN', organicCode: 'VARCHAR(16)' },
  ...{ country: 'VARCHAR(2)', categoryId: 'INT' }
} satisfies Record<keyof WrittenColumns, string>

const READ = Object.entries(TYPES).map(([field, type]) => {
  const column = columnOf(field)
  if (type === 'BOOLEAN') return { column, type: 'INT', value: `(made.${column} = 1)` }
  const isEnum = type === 'ContentUnit' || type === 'Grade'
  if (isEnum) return { column, type: 'VARCHAR(8)', value: `made.${column}::"${type}"` }
  return { column, type, value: `made.${column}` }
})
const KEYS = ['id', 'seen'].map((column) => ({ column, type: 'INT' }))
const ALL = [...KEYS, ...READ]

const UPDATE_GOODS = statement(Type.Never(), {
  postgresql: `UPDATE goods AS g SET ${READ.map(({ column, value }) => `${column} = ${value}`)},
      terms_version = 0, updated_at = $2::timestamp, version = g.version + 1
    FROM jsonb_to_recordset($1::jsonb) AS made(${ALL.map(({ column, type }) => `${column} ${type}`)})
    WHERE g.id = made.id AND g.version = made.seen`,
  mysql: `UPDATE goods AS g JOIN JSON_TABLE($1, '$[*]' COLUMNS (
      ${ALL.map(({ column, type }) => `${column} ${type} PATH '$.${column}'`)}
    )) AS made ON g.id = made.id AND g.version = made.seen
    SET ${READ.map(({ column }) => `g.${column} = made.${column}`)},
      g.terms_version = 0, g.updated_at = $2, g.version = g.version + 1`
})

/** By which fields of the form each is changed. */
const FACT_FIELDS = {
  ...{ keywords: 'keywords', legalName: 'legal_name', ingredients: 'ingredients', origin: 'origin' },
  ...{ storage: 'storage', instructions: 'instructions', producer: 'producer' }
} satisfies Record<keyof GoodInput['facts'], GoodField>
const NUTRITION_FIELDS = {
  ...{ basis: 'basis', energyKj: 'energy_kj', energyKcal: 'energy_kcal', fat: 'fat', saturates: 'saturates' },
  ...{ carbohydrate: 'carbohydrate', sugars: 'sugars', protein: 'protein', salt: 'salt', alcohol: 'alcohol' }
} satisfies Record<keyof NonNullable<GoodInput['nutrition']>, GoodField>
