import { inTransaction } from '@larder/database'
import { dueOf, lockOrder, type OrderRow, readOrder } from '@larder/orders'
import { offeredMethods, type Payments } from '../methods/method-registry.js'
import type { Payment, PaymentMethod } from '../methods/payment-method.js'
import { listPaymentsOf, lockPayments } from '../payment/lock-payments.js'
import { factsOf, openAttempt } from '../payment/open-attempt.js'
import { abandonPayment } from './abandon-payment.js'
import { type BeginOutcome, beginPayment, isOver } from './begin-payment.js'

export type AgainOutcome =
  | BeginOutcome
  /** `pending`: an attempt before cannot be ended, since it may be paid at this moment, or its amount is promised. */
  | { outcome: 'not-offered' | 'nothing-due' | 'pending'; url: string }

/**
 * Has the customer pay what is due of an order: goes on with the open attempt where that fits, else
 * ends it and begins another one.
 *
 * @param wanted the method; by default the one of the last attempt
 */
export async function payAgain(
  payments: Payments,
  orderId: number,
  wanted?: string,
  now = new Date()
): Promise<AgainOutcome> {
  const order = await readOrder(payments.db, orderId)
  const url = payments.urls.order(order.number ?? '')
  const before = await listPaymentsOf(payments.db, orderId)
  const last = before.at(-1)
  const method = methodsToPayNow(payments, order).find(({ name }) => name === (wanted ?? last?.method))
  if (order.status !== 'placed' || dueOf(order) === 0) return { outcome: 'nothing-due', url }
  if (!method) return { outcome: 'not-offered', url }
  if (order.payment === 'authorized') return { outcome: 'pending', url }
  const open = before.find(({ openOrderId }) => openOrderId !== null)
  if (open && !fits(open, order, method, now)) {
    try {
      if ((await abandonPayment(payments, open.id, now)).outcome === 'open')
        return { outcome: 'pending', url }
    } catch (error) {
      payments.log.warn({ err: error, payment: open.id }, 'An attempt to pay could not be ended.')
      return { outcome: 'away', url }
    }
  }
  const { outcome } = await inTransaction(payments.db, async (tx) => {
    const locked = await lockOrder(tx, orderId)
    const attempts = await lockPayments(tx, orderId)
    if (locked.status !== 'placed' || dueOf(locked) === 0) return { outcome: 'nothing-due' as const }
    const isOpen = attempts.some(({ openOrderId }) => openOrderId !== null)
    if (!isOpen) await openAttempt(tx, locked, method, attempts, now)
    return { outcome: 'opened' as const }
  })
  return outcome === 'opened' ? beginPayment(payments, orderId, now) : { outcome, url }
}

/** The ways in which an order that is placed can be paid at a provider. */
export function methodsToPayNow(payments: Payments, order: OrderRow): PaymentMethod[] {
  return offeredMethods(payments, factsOf(order)).filter(({ begin }) => begin)
}

function fits(open: Payment, order: OrderRow, { name }: PaymentMethod, now: Date): boolean {
  const { begun, createdAt } = open
  const isStale = begun === null && now.getTime() - createdAt.getTime() > BEGIN_WITHIN
  return open.method === name && open.amount === dueOf(order) && !isOver(open, now) && !isStale
}

/** Providers keep the key of an attempt for a day, and refuse one whose page would be over soon. */
const BEGIN_WITHIN = 20 * 60 * 60_000
