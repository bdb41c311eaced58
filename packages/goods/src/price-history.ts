import type { Database } from '@larder/database'

/** What a good costs, before a change of its price. */
export interface FormerPrice {
  id: number
  price: number
  currency: string
  createdAt: Date
}

/** Writes down that a good costs this much from `now` on, in the transaction that changes its price. */
export async function recordPrice(
  tx: Database,
  { id: goodId, currency, ...former }: FormerPrice,
  price: number,
  now: Date
): Promise<void> {
  const last = await tx.priceHistory.findFirst({ where: { goodId }, orderBy: { fromAt: 'desc' } })
  // A good that was made past the form, as by the seed or an import, has cost this since it is there.
  const first = { goodId, currency, price: former.price, fromAt: former.createdAt }
  const from = last?.fromAt ?? first.fromAt
  const next = { goodId, currency, price, fromAt: now > from ? now : new Date(from.getTime() + 1) }
  await tx.priceHistory.createMany({ data: last ? [next] : [first, next] })
}

/**
 * The lowest price of the 30 days before `now`, which a reduction that begins then has to name
 * (98/6/EC, Art. 6a): with the price that holds until now, and the one that held 30 days ago.
 */
export async function findPriorPrice(
  db: Database,
  { id: goodId, price }: Pick<FormerPrice, 'id' | 'price'>,
  now: Date
): Promise<number> {
  const since = new Date(now.getTime() - THIRTY_DAYS)
  const [recent, held] = await Promise.all([
    db.priceHistory.findMany({ where: { goodId, fromAt: { gt: since, lt: now } } }),
    db.priceHistory.findFirst({ where: { goodId, fromAt: { lte: since } }, orderBy: { fromAt: 'desc' } })
  ])
  return Math.min(price, ...[...recent, ...(held ? [held] : [])].map((entry) => entry.price))
}

const THIRTY_DAYS = 30 * 24 * 60 * 60_000
