import { checkAmount, checkExpiry } from './check-parameters.js'
import { STRIPE_DOUBLE_ERR_INVALID, STRIPE_DOUBLE_ERR_MISSING, STRIPE_DOUBLE_ERR_REFUNDED } from './errors.js'
import {
  type Charge,
  type Dispute,
  type Intent,
  type NewSession,
  newCharge,
  newId,
  newIntent,
  newSession,
  nowInSeconds,
  type Session,
  type StripeEvent,
  type StripeObject,
  type StripeRefund
} from './stripe-objects.js'

/**
 * The account of one shop, in memory. Its methods are what customers, banks and the seller's
 * dashboard do; each leaves the events that Stripe would notify of.
 */
export class Account {
  readonly sessions = new Map<string, Session>()
  readonly intents = new Map<string, Intent>()
  readonly charges = new Map<string, Charge>()
  readonly refunds = new Map<string, StripeRefund>()
  readonly disputes = new Map<string, Dispute>()
  readonly #intentMetadata = new Map<string, Record<string, string>>()
  readonly #apiVersion: string
  #events: StripeEvent[] = []

  constructor(apiVersion: string) {
    this.#apiVersion = apiVersion
  }

  /** The events that wait, in the order of their causes. They are not there any more afterwards. */
  takeEvents(): StripeEvent[] {
    const events = this.#events
    this.#events = []
    return events
  }

  createSession(given: NewSession, url: (id: string) => string): Session {
    checkAmount(given.amount, given.currency)
    checkExpiry(given.expiresAt, nowInSeconds())
    const session = newSession(given)
    session.url = url(session.id)
    this.sessions.set(session.id, session)
    this.#intentMetadata.set(session.id, given.intentMetadata)
    return session
  }

  /** The customer pays by card. */
  pay(sessionId: string): void {
    const session = this.#openSession(sessionId)
    this.#succeed(this.#confirm(session))
    Object.assign(session, { status: 'complete', payment_status: 'paid', url: null })
    this.#notify('checkout.session.completed', session)
  }

  /** The customer pays by a debit or a transfer of which the bank tells in some days. */
  payLater(sessionId: string): void {
    const session = this.#openSession(sessionId)
    const intent = this.#confirm(session)
    intent.status = 'processing'
    Object.assign(session, { status: 'complete', url: null })
    this.#notify('checkout.session.completed', session)
  }

  /** The bank pays what was to be paid later. */
  arrive(sessionId: string): void {
    const session = this.session(sessionId)
    this.#succeed(this.intentOf(session))
    session.payment_status = 'paid'
    this.#notify('checkout.session.async_payment_succeeded', session)
  }

  /** The bank refuses what was to be paid later. */
  bounce(sessionId: string): void {
    const session = this.session(sessionId)
    const intent = this.intentOf(session)
    intent.status = 'requires_payment_method'
    this.#chargeOf(intent).status = 'failed'
    this.#notify('checkout.session.async_payment_failed', session)
  }

  /** The card is declined. The customer may try another one. */
  decline(sessionId: string): void {
    const intent = this.#confirm(this.#openSession(sessionId))
    intent.status = 'requires_payment_method'
    this.#chargeOf(intent).status = 'failed'
  }

  expire(sessionId: string): Session {
    const session = this.session(sessionId)
    if (session.status !== 'open') {
      throw new STRIPE_DOUBLE_ERR_INVALID(
        `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of ${session.status}.`
      )
    }
    const intent = this.intents.get(session.payment_intent ?? '')
    if (intent) intent.status = 'canceled'
    Object.assign(session, { status: 'expired', url: null })
    this.#notify('checkout.session.expired', session)
    return session
  }

  /** @param amount in Stripe's units. @default all that is left */
  refund(intentId: string, amount?: number, metadata: Record<string, string> = {}): StripeRefund {
    const intent = this.#found(this.intents, intentId)
    const charge = this.#chargeOf(intent)
    const left = charge.amount_captured - charge.amount_refunded
    if (left === 0) throw new STRIPE_DOUBLE_ERR_REFUNDED(charge.id)
    const part = amount ?? left
    if (part > left) {
      throw new STRIPE_DOUBLE_ERR_INVALID('Refund amount is greater than unrefunded amount on charge')
    }
    const refund: StripeRefund = {
      id: newId('re'),
      object: 'refund',
      amount: part,
      charge: charge.id,
      created: nowInSeconds(),
      currency: charge.currency,
      metadata,
      payment_intent: intentId,
      status: this.refundsArePending ? 'pending' : 'succeeded'
    }
    this.refunds.set(refund.id, refund)
    this.#sumRefunds(charge)
    this.#notify('charge.refunded', charge)
    this.#notify('refund.updated', refund)
    return refund
  }

  /** Whether the bank needs some days for refunds from now on. */
  refundsArePending = false

  /** The bank has done what was pending, or says that it cannot. */
  endRefund(refundId: string, status: 'succeeded' | 'failed'): void {
    const refund = this.#found(this.refunds, refundId)
    refund.status = status
    this.#sumRefunds(this.#found(this.charges, refund.charge))
    this.#notify(status === 'failed' ? 'refund.failed' : 'refund.updated', refund)
  }

  /** The customer has the bank take the money back. */
  dispute(sessionId: string): Dispute {
    const intent = this.intentOf(this.session(sessionId))
    const charge = this.#chargeOf(intent)
    const dispute: Dispute = {
      id: newId('dp'),
      object: 'dispute',
      amount: charge.amount,
      charge: charge.id,
      currency: charge.currency,
      payment_intent: intent.id,
      reason: 'fraudulent',
      status: 'needs_response'
    }
    this.disputes.set(dispute.id, dispute)
    charge.disputed = true
    this.#notify('charge.dispute.created', dispute)
    return dispute
  }

  /** The bank decides about a dispute. */
  closeDispute(disputeId: string, status: 'won' | 'lost'): void {
    const dispute = this.#found(this.disputes, disputeId)
    dispute.status = status
    this.#notify('charge.dispute.closed', dispute)
  }

  session(id: string): Session {
    return this.#found(this.sessions, id)
  }

  intentOf({ payment_intent: id }: Session): Intent {
    return this.#found(this.intents, id ?? '')
  }

  find(id: string): StripeObject | undefined {
    const { sessions, intents, charges, refunds } = this
    return sessions.get(id) ?? intents.get(id) ?? charges.get(id) ?? refunds.get(id)
  }

  #openSession(id: string): Session {
    const session = this.session(id)
    if (session.status !== 'open') {
      throw new STRIPE_DOUBLE_ERR_INVALID(`This Checkout Session has a status of ${session.status}.`)
    }
    return session
  }

  /** An attempt to pay: the intent comes into being with the first. */
  #confirm(session: Session): Intent {
    const { amount_total: amount, currency } = session
    if (amount === null || currency === null)
      throw new STRIPE_DOUBLE_ERR_INVALID('The session has no amount.')
    const metadata = this.#intentMetadata.get(session.id) ?? {}
    const known = this.intents.get(session.payment_intent ?? '')
    const intent = known ?? newIntent(amount, currency, metadata)
    const charge = newCharge(intent)
    intent.latest_charge = charge.id
    session.payment_intent = intent.id
    this.intents.set(intent.id, intent)
    this.charges.set(charge.id, charge)
    return intent
  }

  #succeed(intent: Intent): void {
    Object.assign(intent, { status: 'succeeded', amount_received: intent.amount })
    Object.assign(this.#chargeOf(intent), { status: 'succeeded', paid: true })
  }

  #chargeOf({ latest_charge: id }: Intent): Charge {
    return this.#found(this.charges, id ?? '')
  }

  #sumRefunds(charge: Charge): void {
    const refunds = [...this.refunds.values()].filter((refund) => refund.charge === charge.id)
    const standing = refunds.filter(({ status }) => status !== 'failed')
    charge.amount_refunded = standing.reduce((sum, { amount }) => sum + amount, 0)
    charge.refunded = charge.amount_refunded === charge.amount
  }

  #notify(type: string, object: StripeObject): void {
    this.#events.push({
      id: newId('evt'),
      object: 'event',
      api_version: this.#apiVersion,
      created: nowInSeconds(),
      livemode: false,
      type,
      data: { object: structuredClone(object) }
    })
  }

  #found<Kind>(objects: ReadonlyMap<string, Kind>, id: string): Kind {
    const object = objects.get(id)
    if (!object) throw new STRIPE_DOUBLE_ERR_MISSING(id)
    return object
  }
}
