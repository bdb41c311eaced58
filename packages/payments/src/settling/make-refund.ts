import { randomUUID } from 'node:crypto'
import { type Database, inTransaction } from '@larder/database'
import { type Cause, lockOrder } from '@larder/orders'
import type { RunningTask } from '@larder/tasks'
import { PAYMENTS_ERR_NO_REFUND } from '../errors.js'
import { askProvider } from '../methods/ask-provider.js'
import { findMethod, methodOf, type Payments } from '../methods/method-registry.js'
import type { Payment, PaymentRefund, RefundReading } from '../methods/payment-method.js'
import { leftOfFailed, lockPayments, readPayment } from '../payment/lock-payments.js'
import { recordSums } from './book-money.js'
import { settle } from './settle-payment.js'
import { advanceRefund } from './take-reading.js'

/**
 * Has the provider pay back, once.
 *
 * @throws PAYMENTS_ERR_NO_METHOD where the method was taken away, until staff have paid back by hand
 */
export async function makeRefund(
  payments: Payments,
  id: number,
  { attempts }: Pick<RunningTask, 'attempts'>,
  now = new Date()
): Promise<void> {
  const { db } = payments
  const { paymentId, at } = await db.refund.findUniqueOrThrow({ where: { id } })
  // Providers forget keys, Stripe after a day: an earlier try may have paid back all the same, also one before its task was
  // given up and retried by staff, which counts as the first.
  if (attempts > 1 || now.getTime() - at.getTime() > HOUR) await settle(payments, paymentId, now)
  const payment = await readPayment(db, paymentId)
  const refund = payment.refunds.find((one) => one.id === id)
  if (refund?.status !== 'asked') return
  const method = methodOf(payments, payment.method)
  if (!method.refund) return
  const { name, refund: payBack } = method
  const reading = await askProvider(payments, name, 'refund', (signal) =>
    payBack.call(method, payment, refund, signal)
  )
  await inTransaction(db, (tx) => bookRefund(tx, payments, payment, { id, ...reading }, { now }))
}

/**
 * Writes that staff have paid back by hand what a refund asked for. Of one that failed at its provider
 * what is left becomes a refund of its own: the provider tells again that the first one failed.
 *
 * @returns how much it is, in minor units
 * @throws PAYMENTS_ERR_NO_REFUND
 */
export async function recordRefund(
  tx: Database,
  payments: Payments,
  id: number,
  cause: Cause
): Promise<number> {
  const found = await tx.refund.findUnique({ where: { id }, include: { payment: true } })
  if (!found) throw new PAYMENTS_ERR_NO_REFUND(id)
  const { orderId } = found.payment
  await lockOrder(tx, orderId)
  const payment = (await lockPayments(tx, orderId)).find((one) => one.id === found.paymentId)
  const refund = payment?.refunds.find((one) => one.id === id)
  const amount = payment && refund ? amountByHand(payments, payment, refund) : 0
  if (!payment || !refund || amount === 0) throw new PAYMENTS_ERR_NO_REFUND(id)
  const noted = refund.status === 'failed' ? await replaceFailed(tx, refund, amount, cause) : id
  await bookRefund(tx, payments, payment, { id: noted, ref: null, status: 'done' }, cause)
  return amount
}

/** Whether a refund waits for staff: nobody pays it back, or can say what became of it. */
export function isByHand(
  payments: Pick<Payments, 'methods'>,
  { method }: Pick<Payment, 'method'>,
  { status }: Pick<PaymentRefund, 'status'>
): boolean {
  const { refund, read } = findMethod(payments, method) ?? {}
  return (status === 'asked' && !refund) || (status === 'sent' && !read)
}

/** What staff pay back by hand for a refund, in minor units. */
export function amountByHand(
  payments: Pick<Payments, 'methods'>,
  payment: Payment,
  refund: PaymentRefund
): number {
  if (refund.status === 'failed') return leftOfFailed(payment, refund)
  return isByHand(payments, payment, refund) ? refund.amount : 0
}

async function replaceFailed(
  tx: Database,
  { paymentId, reason }: PaymentRefund,
  amount: number,
  { now, actorId }: Cause
): Promise<number> {
  const key = randomUUID()
  const { id } = await tx.refund.create({
    data: { paymentId, amount, reason, idempotencyKey: key, askedBy: actorId, at: now },
    select: { id: true }
  })
  return id
}

async function bookRefund(
  tx: Database,
  payments: Payments,
  { id: paymentId, orderId }: { id: number; orderId: number },
  { id, ref, status }: { id: number; ref: string | null; status: RefundReading['status'] },
  cause: Cause
): Promise<void> {
  await lockOrder(tx, orderId)
  const payment = (await lockPayments(tx, orderId)).find((one) => one.id === paymentId)
  const refund = payment?.refunds.find((one) => one.id === id)
  if (!refund) return
  await advanceRefund(tx, refund, { ref, status })
  const done = await tx.refund.findMany({ where: { paymentId, status: 'done' } })
  const refunded = done.reduce((sum, { amount }) => sum + amount, 0)
  await tx.payment.update({ where: { id: paymentId }, data: { refunded, version: { increment: 1 } } })
  await recordSums(tx, payments, orderId, cause)
}

const HOUR = 60 * 60_000
