import type { Database } from '@larder/database'

/** What an order copies of a good. */
export interface PricedGood {
  id: number
  slug: string
  name: string
  unit: string
  /** The name of its file. */
  picture: string | null
  /** In minor units of the currency, tax included. */
  price: number
  currency: string
  /** For each unit, not in the price. */
  deposit: number
  taxCategory: string
  perishable: boolean
}

/**
 * The goods of these ids as they are sold now, in the order of their ids. Those that are not
 * published, or not there any more, are left out.
 *
 * @param tx the transaction that orders them: what it read before does not count
 */
export async function priceForSale(tx: Database, ids: readonly number[]): Promise<PricedGood[]> {
  const goods = await tx.good.findMany({
    where: { id: { in: [...ids] }, published: true },
    select: {
      id: true,
      slug: true,
      name: true,
      unit: true,
      picture: true,
      pictures: { where: { position: 1 }, select: { picture: true } },
      price: true,
      currency: true,
      deposit: true,
      taxCategory: true,
      perishable: true
    },
    orderBy: { id: 'asc' }
  })
  return goods.map(({ pictures: [first], ...good }) => ({ ...good, picture: first?.picture ?? good.picture }))
}
