import type { ExportHook } from '@larder/session'
import { WHOLE } from '../order/lock-order.js'
import { ordersOf } from './anonymise-order.js'

/** A person's orders, with what was typed for them. */
export const exportOrders: ExportHook = async (db, person) => {
  const orders = await db.order.findMany({ where: ordersOf(person), include: WHOLE, orderBy: { id: 'asc' } })
  return orders.map((order) => ({
    number: order.number,
    placed_at: order.placedAt,
    ...{ status: order.status, payment: order.payment, delivery: order.delivery },
    ...{ email: order.email, note: order.note, language: order.language },
    addresses: order.addresses.map(({ orderId, ...address }) => address),
    lines: order.lines.map(({ name, unit, quantity, unitPrice, total }) => ({
      ...{ name, unit, quantity, unit_price: unitPrice, total }
    })),
    currency: order.currency,
    ...{ delivery_total: order.deliveryTotal, total: order.total, paid: order.paid },
    refunded: order.refunded,
    ...{ delivery_method: order.methodName, payment_method: order.paymentMethod },
    parcels: order.shipments.map(({ carrier, tracking, status, sentAt, deliveredAt }) => ({
      ...{ carrier, tracking, status, sent_at: sentAt, delivered_at: deliveredAt }
    })),
    invoices: order.invoices.map(({ series, number, kind, total, issuedAt }) => ({
      ...{ series, number, kind, total, issued_at: issuedAt }
    }))
  }))
}
