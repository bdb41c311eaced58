import { type Database, inTransaction } from '@larder/database'
import { lockOrder, type OrderRow } from '@larder/orders'
import { askProvider } from '../methods/ask-provider.js'
import { findMethod, type Payments } from '../methods/method-registry.js'
import type { Payment } from '../methods/payment-method.js'
import { listPaymentsOf, lockPayments, readPayment } from '../payment/lock-payments.js'
import type { OwnProblem } from '../payment/problem-in-words.js'
import { recordSums } from '../settling/book-money.js'
import { settle } from '../settling/settle-payment.js'

export interface AbandonOutcome {
  /** `open`: the customer is paying at this moment, and the provider does not end it. */
  outcome: 'ended' | 'open'
}

/**
 * Ends an attempt, at its provider too. What was paid by it stays paid, and is written down.
 *
 * @throws what the method throws where the provider is away, PAYMENTS_ERR_SLOW
 */
export async function abandonPayment(
  payments: Payments,
  id: number,
  now = new Date()
): Promise<AbandonOutcome> {
  const payment = await readPayment(payments.db, id)
  const method = findMethod(payments, payment.method)
  const { abandon } = method ?? {}
  if (method && abandon) {
    await askProvider(payments, method.name, 'abandon', (signal) => abandon.call(method, payment, signal))
  }
  const { outcome } = await settle(payments, id, now)
  if (outcome === 'other-currency' && !isSeen(payment)) return { outcome: 'open' }
  const after = await readPayment(payments.db, id)
  if (after.openOrderId === null) return { outcome: 'ended' }
  // It said that it ends it, and that it is not ended: an answer of the bank is on its way.
  if (after.status === 'authorized' || (abandon && outcome === 'settled')) return { outcome: 'open' }
  await inTransaction(payments.db, (tx) => endAttempt(tx, payments, after, now))
  return { outcome: 'ended' }
}

/** Whether staff have looked at what was paid in another currency, and seen to it. */
function isSeen({ seenProblem }: Payment): boolean {
  return seenProblem === ('other-currency' satisfies OwnProblem)
}

async function endAttempt(
  tx: Database,
  payments: Payments,
  { id, orderId }: Payment,
  now: Date
): Promise<void> {
  await lockOrder(tx, orderId)
  await lockPayments(tx, orderId)
  const data = { status: 'cancelled' as const, openOrderId: null, version: { increment: 1 } }
  await tx.payment.updateMany({ where: { id, openOrderId: orderId }, data })
  await recordSums(tx, payments, orderId, { now })
}

/**
 * Asks, before an order expires, whether it was paid after all. It runs for `app.beforeOrderExpires`:
 * the order waits while a provider is away, or has not made up its mind.
 */
export async function askBeforeExpiry(
  payments: Payments,
  { id }: OrderRow,
  now = new Date()
): Promise<'go on' | 'wait'> {
  const unpaid = (await listPaymentsOf(payments.db, id)).filter(({ status }) => status !== 'captured')
  for (const payment of unpaid) {
    const { id: paymentId, method, openOrderId } = payment
    try {
      if (openOrderId === null) {
        const { outcome } = await settle(payments, paymentId, now)
        if (outcome === 'other-currency' && !isSeen(payment)) return 'wait'
      } else if (payments.methods.some(({ name, read }) => name === method && read)) {
        if ((await abandonPayment(payments, paymentId, now)).outcome === 'open') return 'wait'
      }
    } catch (error) {
      payments.log.warn({ err: error, order: id, payment: paymentId }, 'An order waits for its payment.')
      return 'wait'
    }
  }
  return 'go on'
}
