import { randomBytes } from 'node:crypto'
import type Stripe from 'stripe'

/** In Stripe's own shapes, as far as the method looks at them. */
export type Session = Pick<
  Stripe.Checkout.Session,
  | 'id'
  | 'object'
  | 'amount_total'
  | 'client_reference_id'
  | 'created'
  | 'currency'
  | 'expires_at'
  | 'metadata'
> &
  Pick<Stripe.Checkout.Session, 'payment_status' | 'status' | 'success_url' | 'cancel_url' | 'url'> & {
    payment_intent: string | null
  }
export type Intent = Pick<
  Stripe.PaymentIntent,
  'id' | 'object' | 'amount' | 'amount_received' | 'currency' | 'metadata' | 'status'
> & { latest_charge: string | null }
export type Charge = Pick<
  Stripe.Charge,
  'id' | 'object' | 'amount' | 'amount_captured' | 'amount_refunded' | 'currency' | 'disputed' | 'metadata'
> &
  Pick<Stripe.Charge, 'paid' | 'refunded' | 'status'> & { payment_intent: string }
export type StripeRefund = Pick<
  Stripe.Refund,
  'id' | 'object' | 'amount' | 'created' | 'currency' | 'metadata' | 'status'
> & { charge: string; payment_intent: string }
export type Dispute = Pick<Stripe.Dispute, 'id' | 'object' | 'amount' | 'currency' | 'reason' | 'status'> & {
  charge: string
  payment_intent: string
}
export type StripeObject = Session | Intent | Charge | StripeRefund | Dispute

export interface StripeEvent {
  id: string
  object: 'event'
  api_version: string
  created: number
  livemode: false
  type: string
  data: { object: StripeObject }
}

/** What the method says of a session when it begins one. */
export interface NewSession {
  amount: number
  currency: string
  expiresAt: number
  reference: string | null
  metadata: Record<string, string>
  /** Of the payment intent. */
  intentMetadata: Record<string, string>
  successUrl: string
  cancelUrl: string | null
}

export function newSession(given: NewSession): Session {
  return {
    id: newId('cs_test'),
    object: 'checkout.session',
    amount_total: given.amount,
    client_reference_id: given.reference,
    created: nowInSeconds(),
    currency: given.currency,
    expires_at: given.expiresAt,
    metadata: given.metadata,
    payment_intent: null,
    payment_status: 'unpaid',
    status: 'open',
    success_url: given.successUrl,
    cancel_url: given.cancelUrl,
    url: null
  }
}

export function newIntent(amount: number, currency: string, metadata: Record<string, string>): Intent {
  return {
    id: newId('pi'),
    object: 'payment_intent',
    amount,
    amount_received: 0,
    currency,
    latest_charge: null,
    metadata,
    status: 'processing'
  }
}

export function newCharge({ id, amount, currency, metadata }: Intent): Charge {
  return {
    id: newId('ch'),
    object: 'charge',
    amount,
    // While a debit is pending this says what will be captured, not what was.
    amount_captured: amount,
    amount_refunded: 0,
    currency,
    disputed: false,
    metadata,
    paid: false,
    payment_intent: id,
    refunded: false,
    status: 'pending'
  }
}

export function newId(kind: string): string {
  return `${kind}_${randomBytes(12).toString('hex')}`
}

export function nowInSeconds(): number {
  return Math.floor(Date.now() / 1_000)
}
