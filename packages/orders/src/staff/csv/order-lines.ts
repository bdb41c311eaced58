import type { Database, Prisma } from '@larder/database'
import { decimalPrice } from '@larder/money'
import {
  type CsvColumn,
  changesBetween,
  type ImportColumn,
  type ImportedBy,
  type LinePlan,
  recordAudit,
  STAFF_ERR_CHANGED
} from '@larder/staff'
import { sendOrder } from '../../fulfilment/ship-order.js'
import { readOrder } from '../../order/lock-order.js'
import type { Orders } from '../../order/order-hooks.js'
import { summaryOf } from '../order/change-order.js'

const EXPORTED = {
  addresses: { where: { kind: 'delivery' } },
  shipments: { orderBy: { id: 'asc' } }
} satisfies Prisma.OrderInclude

/** An order in an exported file. */
export type ExportedOrder = Prisma.OrderGetPayload<{ include: typeof EXPORTED }>

/** The orders that a condition means, with an id above `after`, in the order of their ids. */
export function readOrders(
  db: Database,
  where: Prisma.OrderWhereInput,
  { after, take }: { after: number; take: number }
): Promise<ExportedOrder[]> {
  return db.order.findMany({
    where: { AND: [where, { id: { gt: after } }] },
    include: EXPORTED,
    orderBy: { id: 'asc' },
    take
  })
}

type Column = CsvColumn<ExportedOrder> & ImportColumn

const shown = (name: string, about: string, value: Column['value']): Column => ({
  ...{ name, about, value },
  readOnly: true
})
const amount = (field: AmountField, about: string): Column =>
  shown(
    field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    about,
    (order) => money(order[field], order)
  )
type AmountField =
  | ('goodsTotal' | 'deliveryTotal' | 'discountTotal' | 'total')
  | ('cancelledTotal' | 'paid' | 'refunded')

export const COLUMNS: Column[] = [
  { name: 'number', about: 'Of the order', required: true, value: ({ number }) => number },
  { name: 'carrier', about: 'Who takes the parcels', value: (order) => partOf(order, 'carrier') },
  {
    name: 'tracking',
    about:
      'Number of the parcels: what is packed of the order is sent with it, and the customer gets the mail',
    value: (order) => partOf(order, 'tracking')
  },
  shown('placed_at', 'When it was placed', ({ placedAt }) => placedAt.toISOString()),
  shown('status', 'placed, cancelled or completed', ({ status }) => status),
  shown('payment', 'How far it is paid', ({ payment }) => payment),
  shown('delivery', 'How far it is sent', ({ delivery }) => delivery),
  shown('email', 'Of the customer', ({ email }) => email),
  shown('name', 'To whom it goes', (order) => addressPart(order, 'name')),
  shown('organisation', 'There', (order) => addressPart(order, 'organisation')),
  shown('street', 'There', (order) => addressPart(order, 'street')),
  shown('postal_code', 'There', (order) => addressPart(order, 'postalCode')),
  shown('city', 'There', (order) => addressPart(order, 'city')),
  shown('country', 'There, ISO 3166-1', (order) => addressPart(order, 'country')),
  shown('method', 'Of delivery', ({ methodName }) => methodName),
  shown('deliver_from', 'When it is delivered', ({ deliverFrom }) => deliverFrom?.toISOString() ?? null),
  shown('deliver_until', 'Until when', ({ deliverUntil }) => deliverUntil?.toISOString() ?? null),
  amount('goodsTotal', 'Of the goods'),
  amount('deliveryTotal', 'Of the delivery'),
  amount('discountTotal', 'What is taken off'),
  amount('total', 'Of the order'),
  amount('cancelledTotal', 'What was cancelled of it'),
  amount('paid', 'What was paid'),
  amount('refunded', 'What was paid back'),
  shown('currency', 'Of all amounts, ISO 4217', ({ currency }) => currency)
]

function money(value: number, { currency }: ExportedOrder): string {
  return decimalPrice(value, currency) ?? String(value)
}

function addressPart(
  { addresses: [address] }: ExportedOrder,
  field: 'name' | 'organisation' | 'street' | 'postalCode' | 'city' | 'country'
): string {
  return address?.[field] ?? ''
}

/** What is said of the parcels that are sent, each text once. */
function partOf({ shipments }: ExportedOrder, field: 'carrier' | 'tracking'): string {
  const texts = shipments.filter(({ status }) => status !== 'packed').map((parcel) => parcel[field])
  return [...new Set(texts.filter(Boolean))].join(' ')
}

type Cells = Readonly<Record<string, string>>

/** Sends what is packed of an order. */
export interface Sending {
  order: number
  version: number
  carrier: string
  tracking: string
}

export async function planSendings(
  db: Database,
  lines: readonly { cells: Cells }[]
): Promise<LinePlan<Sending>[]> {
  const numbers = lines.map(({ cells }) => cells.number ?? '').filter(Boolean)
  const orders = await readOrders(db, { number: { in: numbers } }, { after: 0, take: lines.length })
  const byNumber = new Map(orders.map((order) => [order.number, order]))
  return lines.map(({ cells }) => planSending(byNumber.get(cells.number ?? ''), cells))
}

function planSending(order: ExportedOrder | undefined, cells: Cells): LinePlan<Sending> {
  if (!order) return refused('number', 'There is no order of this number.')
  const { id, version, shipments, status } = order
  const { carrier = '', tracking = '' } = cells
  const seen = `${id}.${version}`
  const isSame = carrier === partOf(order, 'carrier') && tracking === partOf(order, 'tracking')
  if (isSame || (carrier === '' && tracking === '')) return { outcome: 'unchanged', seen }
  for (const [column, text, most] of [
    ['carrier', carrier, MOST_OF_CARRIER],
    ['tracking', tracking, MOST_OF_TRACKING]
  ] as const) {
    if ([...text].length > most) return refused(column, `Write at most ${most} characters.`)
  }
  if (status !== 'placed' || !shipments.some((parcel) => parcel.status === 'packed'))
    return refused('tracking', NOTHING_PACKED)
  return { outcome: 'changed', seen, change: { order: id, version, carrier, tracking } }
}

/** Sends the orders, one after the other, as their pages would. @throws STAFF_ERR_CHANGED */
export async function applySendings(
  tx: Database,
  sendings: readonly Sending[],
  { actor, batch, now }: ImportedBy,
  orders: Orders
): Promise<void> {
  const cause = { now, ...(actor.id !== null && { actorId: actor.id }) }
  for (const { order: id, version, carrier, tracking } of sendings) {
    const before = await readOrder(tx, id)
    const { outcome } = await sendOrder(tx, id, { carrier, tracking }, cause, orders)
    if (before.version !== version || outcome !== 'sent') throw new STAFF_ERR_CHANGED()
    const changes = changesBetween(summaryOf(before), summaryOf(await readOrder(tx, id)))
    await recordAudit(tx, actor, { action: 'orders.send', subject: ['order', id], changes, batch })
  }
}

function refused(column: string, problem: string): LinePlan<never> {
  return { outcome: 'refused', problems: [{ column, problem }] }
}

const NOTHING_PACKED =
  'No parcel of this order is packed. Pack it first; where it is sent already, leave its carrier and tracking as they were exported.'
const MOST_OF_CARRIER = 40
const MOST_OF_TRACKING = 80
