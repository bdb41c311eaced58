import { formatAddress } from '@larder/addresses'
import { mayWithdraw } from '../fulfilment/withdraw-order.js'
import type { ListedOrder } from '../lists/find-order.js'
import { type OrderRow, payableOf } from '../order/lock-order.js'
import type { OrderAccess } from './order-access.js'
import type { OrderList, OrderView } from './schemas.js'

type PersonalView = Pick<
  OrderView,
  'deliver_from' | 'deliver_until' | 'note' | 'address' | 'parcels' | 'invoices'
>

/** An order as pages and programs see it. @param language of its reader, for the name of a country */
export function viewOrder(order: OrderRow, now: Date, access: OrderAccess, language: string): OrderView {
  return {
    ...viewSummary(order),
    access,
    goods_total: order.goodsTotal,
    delivery_total: order.deliveryTotal,
    discount_total: order.discountTotal,
    cancelled_total: order.cancelledTotal,
    owed: payableOf(order),
    paid: order.paid,
    refunded: order.refunded,
    method: order.methodName,
    pay_by: order.payBy?.toISOString() ?? null,
    lines: order.lines.map(({ unitPrice, ...line }) => ({ ...pickLine(line), unit_price: unitPrice })),
    taxes: order.taxLines.map(({ rate, net, tax }) => ({ rate, net, tax })),
    may_cancel: access === 'all' && order.status === 'placed' && order.delivery === 'open',
    may_withdraw: access === 'all' && mayWithdraw(order, now),
    ...(access === 'all' ? viewPersonal(order, language) : withoutPersonal(order))
  }
}

function viewPersonal(order: OrderRow, language: string): PersonalView {
  const address = order.addresses.find(({ kind }) => kind === 'delivery')
  return {
    deliver_from: order.deliverFrom?.toISOString() ?? null,
    deliver_until: order.deliverUntil?.toISOString() ?? null,
    note: order.note,
    address: address ? formatAddress(address, language) : [],
    parcels: order.shipments.map(({ status, carrier, tracking }) => ({ status, carrier, tracking })),
    invoices: order.invoices.map(({ kind, series, number }) => ({ kind, series, number }))
  }
}

function withoutPersonal({ shipments }: OrderRow): PersonalView {
  const parcels = shipments.map(({ status }) => ({ status, carrier: '', tracking: '' }))
  return { deliver_from: null, deliver_until: null, note: '', address: [], parcels, invoices: [] }
}

function pickLine(line: Omit<OrderRow['lines'][number], 'unitPrice'>) {
  const { slug, name, unit, quantity, deposit, discount, total, sent, cancelled, backordered } = line
  return { slug, name, unit, quantity, deposit, discount, total, sent, cancelled, backordered }
}

/** @param limit how many a page has: where there are so many, others may follow */
export function viewList(orders: ListedOrder[], limit: number): OrderList {
  const last = orders.at(-1)
  return { orders: orders.map(viewSummary), next: last && orders.length === limit ? last.id : null }
}

function viewSummary(order: Omit<ListedOrder, 'id' | 'cancelledTotal'>): OrderList['orders'][number] {
  const { number, placedAt, status, payment, delivery, total, currency } = order
  return {
    number: number ?? '',
    placed_at: placedAt.toISOString(),
    status,
    payment,
    delivery,
    total,
    currency
  }
}
