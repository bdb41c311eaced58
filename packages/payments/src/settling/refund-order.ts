import { randomUUID } from 'node:crypto'
import type { Translate } from '@larder/blueprint'
import type { Database } from '@larder/database'
import { type Cause, lockOrder, owedForReturned, owedOf } from '@larder/orders'
import { enqueue } from '@larder/tasks'
import { PAYMENTS_ERR_AMOUNT } from '../errors.js'
import { findMethod, type Payments } from '../methods/method-registry.js'
import type { Payment } from '../methods/payment-method.js'
import { keptOf, lockPayments, refundable } from '../payment/lock-payments.js'
import { REFUND } from '../payment/payment-tasks.js'

export interface RefundCause extends Cause {
  /** What staff write, at most 200 characters, or one of ours. */
  reason: string
}

/** A reason as staff read it. Ours are codes, as `paid-late`; staff's are their own words. */
export function reasonInWords(reason: string, t: Translate): string {
  return OWN_REASONS.includes(reason) ? t.of('payments:reason', reason) : reason
}

const OWN_REASONS = ['reduced', 'cancelled', 'paid-late', 'at-provider']

export type RefundOutcome =
  | { outcome: 'asked'; refunds: number[] }
  /** `most` is what can be paid back, in minor units. */
  | { outcome: 'too-much'; most: number }

/**
 * Asks for a refund of so much of what was paid for an order, from its last payment backwards. Each
 * refund is a row, with the task that has the provider pay it back; staff do so where the method
 * cannot.
 *
 * @param amount in minor units
 * @throws PAYMENTS_ERR_AMOUNT
 */
export async function refund(
  tx: Database,
  payments: Payments,
  orderId: number,
  { amount, ...cause }: RefundCause & { amount: number }
): Promise<RefundOutcome> {
  if (!Number.isInteger(amount) || amount <= 0) throw new PAYMENTS_ERR_AMOUNT(amount)
  await lockOrder(tx, orderId)
  const rows = await lockPayments(tx, orderId)
  const most = keptOf(rows)
  if (amount > most) return { outcome: 'too-much', most }
  const refunds: number[] = []
  let left = amount
  for (const row of rows.toReversed()) {
    const part = Math.min(left, refundable(row))
    if (part > 0) refunds.push(await askForRefund(tx, payments, row, { amount: part, ...cause }))
    left -= part
  }
  return { outcome: 'asked', refunds }
}

/**
 * Asks for a refund of what was paid for an order and is neither owed nor asked for already. What staff paid back for units
 * that were returned is not owed for those that are cancelled after them.
 *
 * @param less how much less the order owes than before
 */
export async function refundExcess(
  tx: Database,
  payments: Payments,
  orderId: number,
  { less = 0, ...cause }: RefundCause & { less?: number }
): Promise<void> {
  const order = await lockOrder(tx, orderId)
  const excess = keptOf(await lockPayments(tx, orderId)) - owedOf(order)
  const amount = Math.max(excess, Math.min(less, excess + owedForReturned(order)))
  if (amount > 0) await refund(tx, payments, orderId, { amount, ...cause })
}

async function askForRefund(
  tx: Database,
  payments: Payments,
  { id: paymentId, method }: Payment,
  { amount, reason, now, actorId }: RefundCause & { amount: number }
): Promise<number> {
  const key = randomUUID()
  const { id } = await tx.refund.create({
    data: { paymentId, amount, reason, idempotencyKey: key, askedBy: actorId, at: now },
    select: { id: true }
  })
  const { refund } = findMethod(payments, method) ?? {}
  if (refund) await enqueue(tx, REFUND, { refund: id }, { key })
  return id
}
