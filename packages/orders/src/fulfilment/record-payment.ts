import type { Database } from '@larder/database'
import { enqueue } from '@larder/tasks'
import { issueInvoice } from '../invoices/issue-invoice.js'
import {
  type Cause,
  dueOf,
  excessOf,
  isSettled,
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
  /** What is on its way back. It pays for nothing. @default 0 */
  returning?: number
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
  const lapsed = !isSettled(payment) && fellThrough(order, { payment, paid, refunded }, cause.now)
  const payBy = lapsed ? dayMore(order, cause.now) : order.payBy
  await tx.order.updateMany({
    where: { id, payment: order.payment },
    data: { payment, paid, refunded, payBy, version: { increment: 1 } }
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
  await mailPayment(tx, order, after, { becamePaid, lapsed }, orders, cause)
  if (payment !== order.payment) await completeLater(tx, after, cause.now)
  if (lapsed) await expireLater(tx, after)
  if (becamePaid && orders.settings.invoiceAt === 'paid') await issueInvoice(tx, id, cause, orders)
  return { outcome: overpaid ? 'overpaid' : 'recorded' }
}

/** Whether what was promised, or on its way when the order was overdue, is not paid after all. */
function fellThrough(
  before: OrderRow,
  { payment, paid, refunded }: Pick<OrderRow, 'payment' | 'paid' | 'refunded'>,
  now: Date
): boolean {
  if (before.payment === 'authorized') return payment !== 'authorized'
  if (!before.payBy || before.payBy > now) return false
  const failed = payment === 'failed' && before.payment !== 'failed'
  // It kept the order from expiring when it was overdue.
  const wentBack = paid === refunded && before.paid !== before.refunded
  return failed || wentBack
}

/** Its customer has a day at least to pay otherwise. */
function dayMore({ payBy }: OrderRow, now: Date): Date | null {
  return payBy && new Date(Math.max(payBy.getTime(), now.getTime() + DAY))
}

async function expireLater(tx: Database, { id, version, payBy: dueAt }: OrderRow): Promise<void> {
  if (!dueAt) return
  const data = { order: id, due: dueAt.getTime() }
  await enqueue(tx, EXPIRE, data, { key: `orders.expire:${id}:lapsed:${version}`, dueAt })
}

/**
 * The first state that fits. A cancelled order owes nothing, which does not make it a paid one. What was paid in part and
 * paid back leaves an order as due as it was; once all has arrived, it stays settled whatever is paid back.
 *
 * @param order before these sums
 */
export function paymentState(
  order: Pick<OrderRow, 'status' | 'payment' | 'total' | 'cancelledTotal' | 'paid' | 'refunded'>,
  { paid, refunded, returning = 0, authorized, failed }: PaymentSums
): OrderRow['payment'] {
  const owed = owedOf(order)
  const wasSettled = isSettled(order.payment) && paid >= order.paid
  // What arrives may be paid back in part before it is heard of.
  const more = paid - order.paid
  const arrived = paid - refunded - returning >= owed || (more > 0 && more - returning >= dueOf(order))
  if (order.status === 'cancelled' ? paid > 0 : wasSettled || arrived) {
    if (refunded === 0) return 'paid'
    return refunded === paid ? 'refunded' : 'part_refunded'
  }
  if (authorized > 0 && paid - refunded - returning + authorized >= owed) return 'authorized'
  return failed ? 'failed' : 'due'
}

async function mailPayment(
  tx: Database,
  before: OrderRow,
  after: OrderRow,
  { becamePaid, lapsed }: { becamePaid: boolean; lapsed: boolean },
  { mails }: Orders,
  cause: Cause
): Promise<void> {
  if (after.refunded > before.refunded) {
    await mails.send(tx, 'refunded', after, cause, after.refunded - before.refunded)
  } else if (after.payment === before.payment || after.status !== 'placed') return
  else if (becamePaid && after.paid > 0) await mails.send(tx, 'paid', after, cause)
  else if (after.payment === 'failed' || lapsed) await mails.send(tx, 'due', after, cause)
}

const DAY = 24 * 60 * 60_000
