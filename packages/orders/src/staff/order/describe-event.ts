import { formatPrice } from '@larder/money'
import { type Static, Type } from 'typebox'
import { Check } from 'typebox/value'
import type { OrderRow } from '../../order/lock-order.js'
import { PAYMENT_WORDS } from '../words.js'

const Pair = Type.Array(Type.Integer())
/** What the events of all kinds say. */
const EventData = Type.Partial(
  Type.Object({
    amount: Type.Integer(),
    total: Type.Integer(),
    by: Type.String(),
    units: Type.Array(Type.Object({ position: Type.Integer(), quantity: Type.Integer() })),
    shipment: Type.Integer(),
    tracking: Type.String(),
    payment: Type.Array(Type.String()),
    paid: Pair,
    refunded: Pair,
    name: Type.String(),
    mail: Type.String(),
    text: Type.String(),
    reason: Type.String(),
    fields: Type.Array(Type.String())
  })
)
export type EventData = Static<typeof EventData>

/** What a version of the shop has written that this one does not know counts as nothing. */
export function readEventData(json: string): EventData {
  const data: unknown = JSON.parse(json)
  return Check(EventData, data) ? data : {}
}

/** What happened, in a sentence. Of a kind that others have added, its name. */
export function describeEvent(
  { kind, data }: { kind: string; data: EventData },
  { lines, currency, language }: Pick<OrderRow, 'lines' | 'currency' | 'language'>
): string {
  const price = (amount = 0) => formatPrice(amount, currency, language.startsWith('en') ? language : 'en')
  const units = (data.units ?? [])
    .map(
      ({ position, quantity }) => `${quantity} × ${lines.find((line) => line.position === position)?.name}`
    )
    .join(', ')
  const words: Record<string, () => string> = {
    placed: () => `Ordered for ${price(data.total)}`,
    cancelled: () => (data.by === 'customer' ? 'Cancelled by the customer' : 'Cancelled'),
    expired: () => 'Expired: it was not paid in time',
    restored: () => 'Taken up again: it was paid after all',
    'units-cancelled': () => `Cancelled ${units}: ${price(data.amount)} less`,
    reduced: () => `Weighed less: ${price(data.amount)} less`,
    packed: () => `Packed ${units}`,
    sent: () => `Sent${data.tracking ? `, tracking ${data.tracking}` : ''}`,
    delivered: () => `Parcel ${data.shipment} was delivered`,
    lost: () => `Parcel ${data.shipment} was lost`,
    returned: () => `Returned ${units}`,
    completed: () => 'Completed',
    payment: () => describePayment(data, price),
    overpaid: () => `Paid ${price(data.amount)} too much`,
    invoiced: () => `Invoice over ${price(data.total)}`,
    credited: () => `Credit note over ${price(data.total)}`,
    withdrawn: () => 'The customer withdraws from the contract',
    mailed: () => `Mail «${MAILS[data.name ?? ''] ?? data.name}»`,
    note: () => `Note: ${data.text}`,
    changed: () => `Changed: ${(data.fields ?? []).map((field) => FIELDS[field] ?? field).join(', ')}`,
    'refund-asked': () => `Refund of ${price(data.amount)}: ${data.reason}`
  }
  return words[kind]?.() ?? kind
}

function describePayment(data: EventData, price: (amount?: number) => string): string {
  const [, after = ''] = data.payment ?? []
  const state = Object.entries(PAYMENT_WORDS).find(([name]) => name === after)?.[1] ?? after
  const sum = ([before = 0, now = 0]: number[] = []) => now - before
  const [paid, refunded] = [sum(data.paid), sum(data.refunded)]
  const moved = [paid !== 0 && `${price(paid)} arrived`, refunded !== 0 && `${price(refunded)} paid back`]
  return [...moved.filter(Boolean), state].join(', ')
}

const MAILS: Record<string, string> = {
  placed: 'order confirmation',
  paid: 'payment received',
  due: 'payment due',
  sent: 'sent',
  ready: 'ready for pick-up',
  cancelled: 'cancelled',
  refunded: 'refunded',
  withdrawn: 'withdrawal received',
  'new-link': 'new link'
}
const FIELDS: Record<string, string> = {
  address: 'delivery address',
  note: 'customer’s note',
  slot: 'delivery time'
}
