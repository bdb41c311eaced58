import type { Translate } from '@larder/blueprint'
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
import { mayPack, sendOrder } from '../../fulfilment/ship-order.js'
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

const column = (name: string, value: Column['value']): Column => ({
  ...{ name, value },
  about: (t) => t.of('orders-staff:column', name)
})
const shown = (name: string, value: Column['value']): Column => ({ ...column(name, value), readOnly: true })
const amount = (field: AmountField): Column =>
  shown(
    field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    (order) => money(order[field], order)
  )
type AmountField =
  | ('goodsTotal' | 'deliveryTotal' | 'discountTotal' | 'total')
  | ('cancelledTotal' | 'paid' | 'refunded')

export const COLUMNS: Column[] = [
  { ...column('number', ({ number }) => number), required: true },
  column('carrier', (order) => partOf(order, 'carrier')),
  column('tracking', (order) => partOf(order, 'tracking')),
  shown('placed_at', ({ placedAt }) => placedAt.toISOString()),
  shown('status', ({ status }) => status),
  shown('payment', ({ payment }) => payment),
  shown('delivery', ({ delivery }) => delivery),
  shown('email', ({ email }) => email),
  shown('name', (order) => addressPart(order, 'name')),
  shown('organisation', (order) => addressPart(order, 'organisation')),
  shown('street', (order) => addressPart(order, 'street')),
  shown('postal_code', (order) => addressPart(order, 'postalCode')),
  shown('city', (order) => addressPart(order, 'city')),
  shown('country', (order) => addressPart(order, 'country')),
  shown('method', ({ methodName }) => methodName),
  shown('deliver_from', ({ deliverFrom }) => deliverFrom?.toISOString() ?? null),
  shown('deliver_until', ({ deliverUntil }) => deliverUntil?.toISOString() ?? null),
  amount('goodsTotal'),
  amount('deliveryTotal'),
  amount('discountTotal'),
  amount('total'),
  amount('cancelledTotal'),
  amount('paid'),
  amount('refunded'),
  shown('currency', ({ currency }) => currency)
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
  lines: readonly { cells: Cells }[],
  t: Translate
): Promise<LinePlan<Sending>[]> {
  const numbers = lines.map(({ cells }) => cells.number ?? '').filter(Boolean)
  const orders = await readOrders(db, { number: { in: numbers } }, { after: 0, take: lines.length })
  const byNumber = new Map(orders.map((order) => [order.number, order]))
  return lines.map(({ cells }) => planSending(byNumber.get(cells.number ?? ''), cells, t))
}

function planSending(order: ExportedOrder | undefined, cells: Cells, t: Translate): LinePlan<Sending> {
  if (!order) return refused('number', t('orders-staff:problem.no-order'))
  const { id, version, shipments, status } = order
  const { carrier = '', tracking = '' } = cells
  const seen = `${id}.${version}`
  const isSame = carrier === partOf(order, 'carrier') && tracking === partOf(order, 'tracking')
  if (isSame || (carrier === '' && tracking === '')) return { outcome: 'unchanged', seen }
  for (const [column, text, most] of [
    ['carrier', carrier, MOST_OF_CARRIER],
    ['tracking', tracking, MOST_OF_TRACKING]
  ] as const) {
    if ([...text].length > most) return refused(column, t('orders-staff:problem.too-long', { most }))
  }
  if (status !== 'placed' || !shipments.some((parcel) => parcel.status === 'packed'))
    return refused('tracking', t('orders-staff:problem.nothing-packed'))
  if (!mayPack(order)) return refused('tracking', t('orders-staff:pack-problem.unpaid'))
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

const MOST_OF_CARRIER = 40
const MOST_OF_TRACKING = 80
