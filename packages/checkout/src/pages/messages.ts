import { type Translate, writeText } from '@larder/blueprint'
import { formatPrice } from '@larder/money'
import type { Change } from '../placing/list-changes.js'
import type { Refusal } from '../placing/place-checkout.js'
import type { CheckoutAnswer, Status } from '../schemas.js'

type Outcome = CheckoutAnswer['outcome']

/** What people are told of an outcome; undefined where it needs no words. */
export function messageFor(t: Translate, outcome: Outcome, refusal?: Refusal): string | undefined {
  if (refusal?.outcome === 'refused') return writeText(refusal.problem, t)
  if (refusal?.outcome === 'too-many-orders')
    return t('checkout:too-many-orders', { n: Math.ceil(refusal.left / 60_000) })
  return ['open', 'placed', 'same'].includes(outcome) ? undefined : t.of('checkout:outcome', outcome)
}

/** Where an order was asked for. */
export const STATUSES: Record<Outcome, Status> = {
  open: 200,
  placed: 201,
  same: 200,
  empty: 409,
  problems: 422,
  changed: 409,
  short: 409,
  'slot-gone': 409,
  'not-sold': 409,
  'mixed-currencies': 409,
  'too-large': 422,
  'no-delivery': 422,
  'no-tax-rate': 422,
  'no-payment': 422,
  refused: 422,
  'too-many-orders': 429,
  'key-used': 422,
  'key-in-use': 409
}

/** `Plums: €3.00 now, not €2.50.` */
export function describeChange({ what, name, from, to }: Change, currency: string, t: Translate): string {
  if (what === 'quantity') {
    if (from === null) return t('checkout:change.added', { name })
    return to === null
      ? t('checkout:change.removed', { name })
      : t('checkout:change.quantity', { name, to, from })
  }
  const price = (amount: number | null) => formatPrice(amount ?? 0, currency, t.language)
  const prices = { to: price(to), from: price(from) }
  if (what === 'total') return t('checkout:change.total', prices)
  if (what === 'deposit') return t('checkout:change.deposit', { name, ...prices })
  if (what === 'price') return t('checkout:change.price', { name, ...prices })
  return from === null || to === null
    ? t('checkout:change.new-delivery', { name, to: prices.to })
    : t('checkout:change.delivery', { name, ...prices })
}
