import type { Database } from '@larder/database'

/** What a country takes from when on. */
export interface TaxRateRow {
  /** ISO 3166-1. */
  country: string
  /** `standard`, `reduced`, `zero`, or the shop's own. */
  category: string
  fromAt: Date
  /** In millionths: 190000 is 19 %. */
  rate: number
}

/** All rates there were, are and will be: by country and category, the latest first. */
export function listTaxRates(db: Database): Promise<TaxRateRow[]> {
  return db.taxRate.findMany({ orderBy: [{ country: 'asc' }, { category: 'asc' }, { fromAt: 'desc' }] })
}

/** Whether any rate of a country holds at a moment. */
export async function hasTaxRate(db: Database, country: string, now: Date): Promise<boolean> {
  const where = { country, fromAt: { lte: now } }
  return (await db.taxRate.findFirst({ where, select: { country: true } })) !== null
}

/**
 * Adds a rate. One that holds already is never changed, since orders were placed by it: it ends where
 * another begins.
 *
 * @returns `known` where there is one from this moment on
 */
export async function addTaxRate(tx: Database, rate: TaxRateRow): Promise<{ outcome: 'added' | 'known' }> {
  const { country, category, fromAt } = rate
  const where = { country_category_fromAt: { country, category, fromAt } }
  if (await tx.taxRate.findUnique({ where })) return { outcome: 'known' }
  await tx.taxRate.create({ data: rate })
  return { outcome: 'added' }
}

/** Takes a rate back that does not hold yet. @returns the rate, undefined where there is none */
export async function removeTaxRate(
  tx: Database,
  { country, category, fromAt }: Omit<TaxRateRow, 'rate'>,
  now: Date
): Promise<TaxRateRow | undefined> {
  const found = await tx.taxRate.findFirst({
    where: { country, category, fromAt: { equals: fromAt, gt: now } }
  })
  if (!found) return undefined
  await tx.taxRate.deleteMany({ where: { country, category, fromAt } })
  return found
}
