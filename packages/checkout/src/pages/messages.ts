import { formatPrice } from '@larder/money'
import type { Change } from '../placing/list-changes.js'
import type { Refusal } from '../placing/place-checkout.js'
import type { CheckoutAnswer, Status } from '../schemas.js'

type Outcome = CheckoutAnswer['outcome']

const THERE = 'We do not deliver to this address. Please give another one.'

/** What people are told of an outcome. */
export function messageFor(outcome: Outcome, refusal?: Refusal): string | undefined {
  if (refusal?.outcome === 'refused') return refusal.problem
  if (refusal?.outcome === 'too-many-orders')
    return `You have placed many orders within an hour. Please order again in ${inMinutes(refusal.left)}.`
  return MESSAGES[outcome]
}

function inMinutes(milliseconds: number): string {
  const minutes = Math.ceil(milliseconds / 60_000)
  return minutes === 1 ? 'a minute' : `${minutes} minutes`
}

const MESSAGES: Partial<Record<Outcome, string>> = {
  empty: 'Your cart is empty.',
  problems: 'Please check these fields.',
  changed: 'Nothing is ordered yet, because something has changed. Please check it, and order again.',
  short: 'Nothing is ordered yet: we do not have all that you want.',
  'slot-gone': 'Nothing is ordered yet: the delivery time has just been taken. Please choose another one.',
  'not-sold': 'Some products in your cart are no longer sold.',
  'mixed-currencies':
    'Not all prices in your cart are in one currency. Please order these products separately.',
  'too-large': 'This is too much for one order. Please order less at a time.',
  'no-delivery': THERE,
  'no-tax-rate': THERE,
  'no-payment': 'With this delivery there is no way to pay yet. Please choose another one.',
  'key-used': 'This Idempotency-Key came with another body before. Please send another key with this one.',
  'key-in-use':
    'The first request with this Idempotency-Key is still being answered. Please send it again later.'
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

/** `Plums cost €3.00 now, not €2.50.` */
export function describeChange({ what, name, from, to }: Change, currency: string): string {
  const price = (amount: number | null) => formatPrice(amount ?? 0, currency)
  if (what === 'quantity') {
    if (from === null) return `${name}: added to your cart.`
    return to === null ? `${name}: no longer in your cart.` : `${name}: ${to} now, not ${from}.`
  }
  if (what === 'delivery' && (from === null || to === null)) return `Delivery (${name}): ${price(to)}.`
  const subject = {
    price: name,
    deposit: `Deposit for ${name}`,
    delivery: `Delivery (${name})`,
    total: 'Total'
  }
  return `${subject[what]}: ${price(to)} now, not ${price(from)}.`
}
