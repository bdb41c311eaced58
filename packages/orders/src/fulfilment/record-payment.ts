import type { Database } from '@larder/database'
import { issueInvoice } from '../invoices/issue-invoice.js'
import {
  type Cause,
  excessOf,
  lockOrder,
  type OrderRow,
  owedOf,
  readOrder,
  recordEvent
} from '../order/lock-order.js'
import { type Orders, runOrderHooks } from '../order/order-hooks.js'
import { completeLater } from './complete-order.js'

/** What all payments of an order sum to, in minor units. */
export interface PaymentSums {
  /** What arrived, refunds included. */
  paid: number
  refunded: number
  /** What is promised and not taken yet. */
  authorized: number
  /** Whether the last attempt failed, and none is open. */
  failed: boolean
}

/**
 * Writes what was paid and refunded. The same sums a second time change nothing.
 *
 * @returns `overpaid` where more was paid than is owed; it is an event, too
 */
export async function recordPayment(
  tx: Database,
  id: number,
  sums: PaymentSums,
  cause: Cause,
  orders: Orders
): Promise<{ outcome: 'recorded' | 'unchanged' | 'overpaid' }> {
  const order = await lockOrder(tx, id)
  const payment = paymentState(order, sums)
  const { paid, refunded } = sums
  if (payment === order.payment && paid === order.paid && refunded === order.refunded) {
    return { outcome: 'unchanged' }
  }
  await tx.order.updateMany({
    where: { id, payment: order.payment },
    data: { payment, paid, refunded, version: { increment: 1 } }
  })
  await recordEvent(tx, id, 'payment', cause, {
    payment: [order.payment, payment],
    paid: [order.paid, paid],
    refunded: [order.refunded, refunded]
  })
  const after = await readOrder(tx, id)
  const over = excessOf(after)
  const overpaid = over > 0 && order.paid - order.refunded < paid - refunded
  if (overpaid) await recordEvent(tx, id, 'overpaid', cause, { amount: over })
  const becamePaid = payment === 'paid' && order.payment !== 'paid' && order.status === 'placed'
  if (becamePaid) await runOrderHooks(orders.hooks.paid, tx, after)
  await mailPayment(tx, order, after, orders, cause)
  if (payment !== order.payment) await completeLater(tx, after, cause.now)
  if (becamePaid && orders.settings.invoiceAt === 'paid') await issueInvoice(tx, id, cause, orders)
  return { outcome: overpaid ? 'overpaid' : 'recorded' }
}

/** The first state that fits. A cancelled order owes nothing, which does not make it a paid one. */
export function paymentState(
  order: Pick<OrderRow, 'status' | 'total' | 'cancelledTotal'>,
  { paid, refunded, authorized, failed }: PaymentSums
): OrderRow['payment'] {
  const owed = owedOf(order)
  if (paid > 0 && refunded === paid) return 'refunded'
  if (refunded > 0) return 'part_refunded'
  const isSettled = order.status === 'cancelled' ? paid > 0 : paid >= owed
  if (isSettled) return 'paid'
  if (authorized > 0 && paid + authorized >= owed) return 'authorized'
  return failed ? 'failed' : 'due'
}

async function mailPayment(
  tx: Database,
  before: OrderRow,
  after: OrderRow,
  { mails }: Orders,
  cause: Cause
): Promise<void> {
  if (after.refunded > before.refunded) {
    await mails.send(tx, 'refunded', after, cause, after.refunded - before.refunded)
  } else if (after.payment === before.payment || after.status !== 'placed') return
  else if (after.payment === 'paid' && after.paid > 0) await mails.send(tx, 'paid', after, cause)
  else if (after.payment === 'failed') await mails.send(tx, 'due', after, cause)
}
