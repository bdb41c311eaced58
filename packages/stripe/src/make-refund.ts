import type { Payment, PaymentRefund, RefundAnswer } from '@larder/payments'
import Stripe from 'stripe'
import { STRIPE_ERR_NO_INTENT } from './errors.js'
import { findSession, paidBy, refundReading } from './read-session.js'
import { toStripeRefund } from './stripe-amounts.js'

/**
 * Has Stripe pay back. What it will never do has failed: where its money went back otherwise, or Stripe does not take such an
 * amount of the currency.
 *
 * @throws STRIPE_ERR_NO_INTENT, and what Stripe's library throws
 */
export async function makeRefund(
  stripe: Stripe,
  payment: Payment,
  { amount, idempotencyKey }: PaymentRefund
): Promise<RefundAnswer> {
  const session = await findSession(stripe, payment)
  const intent = session && paidBy(session).intent
  if (!intent) throw new STRIPE_ERR_NO_INTENT(payment.id)
  const units = toStripeRefund(amount, payment.currency)
  if (units === undefined) return { ref: null, status: 'failed' }
  const metadata = { refund: idempotencyKey }
  try {
    const wanted = { payment_intent: intent.id, amount: units, metadata }
    return refundReading(await stripe.refunds.create(wanted, { idempotencyKey }))
  } catch (error) {
    if (error instanceof Stripe.errors.StripeInvalidRequestError && isFinal(error)) {
      return { ref: null, status: 'failed' }
    }
    throw error
  }
}

/** More than is left, or the bank has it. Whether it went out earlier, `readSession` tells. */
function isFinal({ code, param }: Stripe.errors.StripeInvalidRequestError): boolean {
  return param === 'amount' || code === 'charge_already_refunded' || code === 'charge_disputed'
}
