import type { Payment, PaymentReading, RefundReading } from '@larder/payments'
import Stripe from 'stripe'
import { STRIPE_ERR_UNITS } from './errors.js'
import { fromStripeAmount } from './stripe-amounts.js'

/**
 * What Stripe knows of an attempt: its session, the payment intent in it, its last charge, and the
 * refunds and disputes of these.
 *
 * @returns undefined where the attempt has no session: then the customer has never seen its page
 * @throws STRIPE_ERR_UNITS, and what Stripe's library throws
 */
export async function readSession(stripe: Stripe, payment: Payment): Promise<PaymentReading | undefined> {
  const session = await findSession(stripe, payment)
  if (!session) return undefined
  const { intent, charge } = paidBy(session)
  const currency = intent?.currency ?? session.currency ?? ''
  // While a debit is on its way, the charge has its amount already.
  const captured = intent?.status === 'succeeded' ? amountOf(intent.amount_received, currency) : 0
  const mayHaveRefunds = charge && (charge.amount_refunded > 0 || payment.refunds.length > 0)
  return {
    ref: session.id,
    status: captured > 0 ? 'captured' : statusOf(session, intent),
    currency: currency.toUpperCase(),
    authorized: 0,
    captured,
    refunds: intent && mayHaveRefunds ? await listRefunds(stripe, intent.id) : [],
    problem: intent && charge?.disputed ? await describeDispute(stripe, intent.id) : undefined
  }
}

/** The session of an attempt, with the payment intent and the charge in it. */
export async function findSession(
  stripe: Stripe,
  { providerRef }: Payment
): Promise<Stripe.Checkout.Session | undefined> {
  if (providerRef === null) return undefined
  try {
    return await stripe.checkout.sessions.retrieve(providerRef, { expand: ['payment_intent.latest_charge'] })
  } catch (error) {
    if (error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'resource_missing') {
      return undefined
    }
    throw error
  }
}

/** What an expanded session was paid by. */
export function paidBy(session: Stripe.Checkout.Session): {
  intent: Stripe.PaymentIntent | undefined
  charge: Stripe.Charge | undefined
} {
  const intent = expanded(session.payment_intent)
  return { intent, charge: intent && expanded(intent.latest_charge) }
}

function expanded<Found extends object>(field: string | Found | null): Found | undefined {
  return typeof field === 'string' || field === null ? undefined : field
}

/** Of a session by which nothing was taken. */
function statusOf(
  { status }: Stripe.Checkout.Session,
  intent: Stripe.PaymentIntent | undefined
): PaymentReading['status'] {
  if (status === 'expired') return 'expired'
  if (status === 'open') return 'pending'
  return intent?.status === 'requires_payment_method' || intent?.status === 'canceled' ? 'failed' : 'pending'
}

async function listRefunds(stripe: Stripe, intent: string): Promise<PaymentReading['refunds']> {
  const refunds: PaymentReading['refunds'] = []
  for await (const refund of stripe.refunds.list({ payment_intent: intent, limit: 100 })) {
    const amount = amountOf(refund.amount, refund.currency)
    refunds.push({ ...refundReading(refund), amount, key: refund.metadata?.refund })
  }
  return refunds
}

export function refundReading({ id, status }: Pick<Stripe.Refund, 'id' | 'status'>): RefundReading {
  if (status === 'succeeded') return { ref: id, status: 'done' }
  return { ref: id, status: status === 'failed' || status === 'canceled' ? 'failed' : 'sent' }
}

/** What staff have to do, or have lost. A dispute that was won is none. */
async function describeDispute(stripe: Stripe, intent: string): Promise<string | undefined> {
  for await (const { status, reason, id } of stripe.disputes.list({ payment_intent: intent, limit: 100 })) {
    if (!OVER.has(status)) return `Disputed at Stripe (${id}): ${reason}, ${status}`
  }
  return undefined
}

function amountOf(units: number, currency: string): number {
  const amount = fromStripeAmount(units, currency)
  if (amount === undefined) throw new STRIPE_ERR_UNITS(units, currency)
  return amount
}

const OVER: ReadonlySet<string> = new Set(['won', 'warning_closed', 'prevented'])
