import type { Database } from '@larder/database'

/**
 * What a country taxes at a moment, in millionths by category: `{ standard: 190000, reduced: 70000
 * }`. Where it has none, nothing is sold there.
 */
export async function findTaxRates(
  db: Database,
  country: string,
  at: Date
): Promise<Readonly<Record<string, number>>> {
  const rows = await db.taxRate.findMany({
    where: { country, fromAt: { lte: at } },
    orderBy: { fromAt: 'asc' }
  })
  return Object.fromEntries(rows.map(({ category, rate }) => [category, rate]))
}
