import type { Database } from '@larder/database'

/** What a good costs, before a change of its price. */
export interface FormerPrice {
  id: number
  price: number
  currency: string
  createdAt: Date
}

/** Writes down what goods cost from `now` on, in the transaction that changes their prices. */
export async function recordPrices(
  tx: Database,
  changes: readonly { former: FormerPrice; price: number }[],
  now: Date
): Promise<void> {
  const latest = await tx.priceHistory.groupBy({
    by: ['goodId'],
    where: { goodId: { in: changes.map(({ former }) => former.id) } },
    _max: { fromAt: true }
  })
  const known = new Map(latest.map(({ goodId, _max }) => [goodId, _max.fromAt]))
  const data = changes.flatMap(({ former: { id: goodId, currency, createdAt, ...former }, price }) => {
    const last = known.get(goodId)
    const from = last ?? createdAt
    const next = { goodId, currency, price, fromAt: now > from ? now : new Date(from.getTime() + 1) }
    // A good that was made past the form, as by the seed or an import, has cost this since it is there.
    return last ? [next] : [{ goodId, currency, price: former.price, fromAt: createdAt }, next]
  })
  await tx.priceHistory.createMany({ data })
}

/**
 * The lowest price of the 30 days before `now`, which a reduction that begins then has to name
 * (98/6/EC, Art. 6a): with the price that holds until now, and the one that held 30 days ago. Prices
 * in an earlier currency of the shop are no prices of today's.
 */
export async function findPriorPrice(
  db: Database,
  { id: goodId, price, currency }: Pick<FormerPrice, 'id' | 'price' | 'currency'>,
  now: Date
): Promise<number> {
  const since = new Date(now.getTime() - THIRTY_DAYS)
  const [recent, held] = await Promise.all([
    db.priceHistory.findMany({ where: { goodId, currency, fromAt: { gt: since, lt: now } } }),
    db.priceHistory.findFirst({
      where: { goodId, currency, fromAt: { lte: since } },
      orderBy: { fromAt: 'desc' }
    })
  ])
  return Math.min(price, ...[...recent, ...(held ? [held] : [])].map((entry) => entry.price))
}

const THIRTY_DAYS = 30 * 24 * 60 * 60_000
