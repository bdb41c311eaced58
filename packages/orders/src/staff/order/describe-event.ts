import type { Translate } from '@larder/blueprint'
import { formatPrice } from '@larder/money'
import { type Static, Type } from 'typebox'
import { Check } from 'typebox/value'
import type { OrderRow } from '../../order/lock-order.js'

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
  { lines, currency }: Pick<OrderRow, 'lines' | 'currency'>,
  t: Translate
): string {
  const price = (amount = 0) => formatPrice(amount, currency, t.language)
  const list = (texts: string[]) => texts.join(t('orders-staff:separator'))
  const nameOf = (position: number) => lines.find((line) => line.position === position)?.name ?? ''
  const units = list(
    (data.units ?? []).map(({ position, quantity }) =>
      t('orders-staff:units', { quantity, name: nameOf(position) })
    )
  )
  const [amount, total] = [price(data.amount), price(data.total)]
  const { shipment: parcel = '', tracking, text = '', reason = '' } = data
  const words: Record<string, () => string> = {
    placed: () => t('orders-staff:event.placed', { total }),
    cancelled: () =>
      data.by === 'customer'
        ? t('orders-staff:event.cancelled-by-customer')
        : t('orders-staff:event.cancelled'),
    expired: () => t('orders-staff:event.expired'),
    restored: () => t('orders-staff:event.restored'),
    'units-cancelled': () => t('orders-staff:event.units-cancelled', { units, amount }),
    reduced: () => t('orders-staff:event.reduced', { amount }),
    packed: () => t('orders-staff:event.packed', { units }),
    unpacked: () => t('orders-staff:event.unpacked', { parcel }),
    sent: () =>
      tracking ? t('orders-staff:event.sent-tracking', { tracking }) : t('orders-staff:event.sent'),
    delivered: () => t('orders-staff:event.delivered', { parcel }),
    lost: () => t('orders-staff:event.lost', { parcel }),
    returned: () => t('orders-staff:event.returned', { units }),
    completed: () => t('orders-staff:event.completed'),
    payment: () => list(describePayment(data, price, t)),
    overpaid: () => t('orders-staff:event.overpaid', { amount }),
    invoiced: () => t('orders-staff:event.invoiced', { total }),
    credited: () => t('orders-staff:event.credited', { total }),
    withdrawn: () => t('orders-staff:event.withdrawn'),
    mailed: () => t('orders-staff:event.mailed', { mail: t.of('orders-staff:mailName', data.name ?? '') }),
    note: () => t('orders-staff:event.note', { text }),
    changed: () => {
      const fields = (data.fields ?? []).map((field) => t.of('orders-staff:changedField', field))
      return t('orders-staff:event.changed', { fields: list(fields) })
    },
    'refund-asked': () => t('orders-staff:event.refund-asked', { amount, reason })
  }
  return words[kind]?.() ?? kind
}

function describePayment(data: EventData, price: (amount?: number) => string, t: Translate): string[] {
  const [, after = ''] = data.payment ?? []
  const sum = ([before = 0, now = 0]: number[] = []) => now - before
  const [paid, refunded] = [sum(data.paid), sum(data.refunded)]
  return [
    ...(paid === 0 ? [] : [t('orders-staff:event.arrived', { amount: price(paid) })]),
    ...(refunded === 0 ? [] : [t('orders-staff:event.paid-back', { amount: price(refunded) })]),
    t.of('orders-staff:orderPayment', after)
  ]
}
