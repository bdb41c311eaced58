import { createHash } from 'node:crypto'
import type { PricedOrder } from '@larder/orders'
import type { Shown } from '../checkout/checkout-data.js'
import type { CheckoutAnswer } from '../schemas.js'

export type Change = NonNullable<CheckoutAnswer['changes']>[number]

/**
 * What is shown of an order before it is placed: goods, prices, delivery and its time, totals and tax. Its hash
 * comes back with the order, which is placed only if all this is still so.
 */
export function showPriced({ draft, ...priced }: PricedOrder): Shown {
  const lines = draft.lines.map(({ goodId, quantity, unitPrice: price, deposit, discount, taxCategory }) => {
    return { good: goodId ?? 0, quantity, price, deposit, discount, taxCategory }
  })
  const { method, slotRef, from, until } = draft.delivery
  const units = draft.lines.map(({ unit }) => unit)
  const { goodsTotal, deliveryTotal, discountTotal, total, taxLines } = priced
  const totals = { goodsTotal, deliveryTotal, discountTotal, total, taxLines }
  const all = { lines, units, method, slotRef, from, until, currency: draft.currency, ...totals }
  return {
    seen: createHash('sha256').update(JSON.stringify(all)).digest('base64url'),
    lines: lines.map(({ good, quantity, price, deposit }, place) => {
      const fee = good === 0 ? { fee: draft.lines[place]?.name } : {}
      return { good, ...fee, quantity, price, deposit }
    }),
    delivery: method ? deliveryTotal : null,
    total
  }
}

/** What is not as it was shown. @param nameOf a good by its id */
export function listChanges(
  before: Shown,
  after: Shown,
  nameOf: (good: number) => string,
  deliveryName: string
): Change[] {
  const changes: Change[] = []
  const keys = new Set([...before.lines, ...after.lines].map(keyOf))
  for (const key of keys) {
    const [was, is] = [before, after].map(({ lines }) => lines.find((line) => keyOf(line) === key))
    const add = (what: Change['what'], from: number | null, to: number | null) => {
      if (from !== to) changes.push({ what, name: typeof key === 'string' ? key : nameOf(key), from, to })
    }
    add('quantity', was?.quantity ?? null, is?.quantity ?? null)
    if (!was || !is) continue
    add('price', was.price, is.price)
    add('deposit', was.deposit, is.deposit)
  }
  const { delivery } = after
  if (before.delivery !== delivery)
    changes.push({ what: 'delivery', name: deliveryName, from: before.delivery, to: delivery })
  if (before.total !== after.total)
    changes.push({ what: 'total', name: '', from: before.total, to: after.total })
  return changes
}

function keyOf({ good, fee }: Shown['lines'][number]): number | string {
  return fee ?? good
}
