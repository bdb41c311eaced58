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
    by: ['goodId', 'currency'],
    where: { goodId: { in: changes.map(({ former }) => former.id) } },
    _max: { fromAt: true },
    orderBy: { _max: { fromAt: 'asc' } }
  })
  const known = new Map(latest.map(({ goodId, currency, _max }) => [goodId, { currency, at: _max.fromAt }]))
  const data = changes.flatMap(({ former: { id: goodId, currency, createdAt, ...former }, price }) => {
    const last = known.get(goodId)
    const since = last?.at ? millisecondAfter(last.at) : createdAt
    if (last?.currency === currency) return [{ goodId, currency, price, fromAt: now > since ? now : since }]
    // A good that was made past the form, as by the seed or an import, has cost this since it is
    // there; one whose currency the shop has changed, some time after its last price in the former.
    const first = { goodId, currency, price: former.price, fromAt: since }
    return [first, { goodId, currency, price, fromAt: now > since ? now : millisecondAfter(since) }]
  })
  await tx.priceHistory.createMany({ data })
}

function millisecondAfter(time: Date): Date {
  return new Date(time.getTime() + 1)
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
