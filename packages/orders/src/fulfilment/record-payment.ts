import type { Database } from '@larder/database'
import { enqueue } from '@larder/tasks'
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
import { EXPIRE } from '../order/order-tasks.js'
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
  // What all came back unpaid owes nothing, and was not paid either.
  const isBought = order.status === 'placed' && owedOf(order) > 0 && payment !== 'refunded'
  const becamePaid = isBought && isSettled(payment) && !isSettled(order.payment)
  if (becamePaid) await runOrderHooks(orders.hooks.paid, tx, after)
  await mailPayment(tx, order, after, { becamePaid }, orders, cause)
  if (payment !== order.payment) await completeLater(tx, after, cause.now)
  if (order.payment === 'authorized' && !isSettled(payment)) await expireLater(tx, after, cause.now)
  if (becamePaid && orders.settings.invoiceAt === 'paid') await issueInvoice(tx, id, cause, orders)
  return { outcome: overpaid ? 'overpaid' : 'recorded' }
}

/** Whether all that is owed has arrived, whatever went back since. */
function isSettled(payment: OrderRow['payment']): boolean {
  return payment === 'paid' || payment === 'part_refunded' || payment === 'refunded'
}

/** What was promised is not paid after all: the order has a day, where its time has come meanwhile. */
async function expireLater(tx: Database, { id, version, payBy }: OrderRow, now: Date): Promise<void> {
  if (!payBy) return
  const dueAt = new Date(Math.max(payBy.getTime(), now.getTime() + DAY))
  const data = { order: id, due: dueAt.getTime() }
  await enqueue(tx, EXPIRE, data, { key: `orders.expire:${id}:lapsed:${version}`, dueAt })
}

/**
 * The first state that fits. A cancelled order owes nothing, which does not make it a paid one. What was paid in part and
 * paid back leaves an order as due as it was.
 */
export function paymentState(
  order: Pick<OrderRow, 'status' | 'total' | 'cancelledTotal'>,
  { paid, refunded, authorized, failed }: PaymentSums
): OrderRow['payment'] {
  const owed = owedOf(order)
  if (order.status === 'cancelled' ? paid > 0 : paid >= owed) {
    if (refunded === 0) return 'paid'
    return refunded === paid ? 'refunded' : 'part_refunded'
  }
  if (authorized > 0 && paid - refunded + authorized >= owed) return 'authorized'
  return failed ? 'failed' : 'due'
}

async function mailPayment(
  tx: Database,
  before: OrderRow,
  after: OrderRow,
  { becamePaid }: { becamePaid: boolean },
  { mails }: Orders,
  cause: Cause
): Promise<void> {
  if (after.refunded > before.refunded) {
    await mails.send(tx, 'refunded', after, cause, after.refunded - before.refunded)
  } else if (after.payment === before.payment || after.status !== 'placed') return
  else if (becamePaid && after.paid > 0) await mails.send(tx, 'paid', after, cause)
  else if (after.payment === 'failed') await mails.send(tx, 'due', after, cause)
}

const DAY = 24 * 60 * 60_000
