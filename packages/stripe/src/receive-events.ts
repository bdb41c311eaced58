import type { PaymentInbox, ReceivedEvent } from '@larder/payments'
import type { FastifyInstance } from 'fastify'
import Stripe from 'stripe'
import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { Parse } from 'typebox/value'
import { STRIPE_ERR_SIGNATURE } from './errors.js'

/** The notifications that tell something of a payment. Of others an endpoint may tell as well. */
export const EVENTS: readonly string[] = [
  'checkout.session.completed',
  'checkout.session.async_payment_succeeded',
  'checkout.session.async_payment_failed',
  'checkout.session.expired',
  'charge.refunded',
  'refund.updated',
  'refund.failed',
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.dispute.closed'
]

/**
 * Adds `POST /events`. It is answered with 200 once the notification is committed, with 400 where it
 * is not signed by `secret` within the last five minutes; Stripe sends again what is answered
 * otherwise.
 */
export function addEventRoute(app: FastifyInstance, inbox: PaymentInbox, secret: string): void {
  // The signature is that of the bytes. Other routes parse JSON as before.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: LARGEST },
    (_request, body, done) => done(null, body)
  )
  app.post('/events', { bodyLimit: LARGEST }, async ({ body, headers }, reply) => {
    const event = readEvent(body, headers['stripe-signature'], secret)
    const received = event && receivedOf(event)
    if (received) await inbox.receive(received)
    return reply.code(200).send({ received: true })
  })
}

/**
 * The payment intent that a stored notification is about, which knows our key: refunds and disputes
 * that were not made by us do not.
 */
export function intentIn(body: Uint8Array): string | undefined {
  return Parse(Stored, JSON.parse(Buffer.from(body).toString())).payment_intent ?? undefined
}

/** @returns undefined for what tells nothing of a payment @throws STRIPE_ERR_SIGNATURE */
function readEvent(body: unknown, signature: unknown, secret: string): Event | undefined {
  if (!Buffer.isBuffer(body) || typeof signature !== 'string') throw new STRIPE_ERR_SIGNATURE()
  let event: unknown
  try {
    event = Stripe.webhooks.constructEvent(body, signature, secret, TOLERANCE)
  } catch {
    throw new STRIPE_ERR_SIGNATURE()
  }
  return IS_EVENT.Check(event) ? event : undefined
}

/** @returns undefined for a payment of somebody else, who uses the same account at Stripe */
function receivedOf({ id, type, data: { object } }: Event): ReceivedEvent | undefined {
  const ref = object.metadata?.payment ?? null
  const isOfSomebodyElse = ref === null && !KNOWN_BY_INTENT.has(object.object)
  if (!EVENTS.includes(type) || isOfSomebodyElse) return undefined
  const { object: kind, id: objectId, payment_intent = null, amount, currency, status, reason } = object
  const stored = { object: kind, id: objectId, payment_intent, amount, currency, status, reason }
  return { id, type, ref, body: Buffer.from(JSON.stringify(stored satisfies Stored)) }
}

const Stored = Type.Object({
  object: Type.String(),
  id: Type.String(),
  payment_intent: Type.Union([Type.String(), Type.Null()]),
  amount: Type.Optional(Type.Integer()),
  currency: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  status: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  reason: Type.Optional(Type.Union([Type.String(), Type.Null()]))
})
/** What is kept of a notification: no names, addresses or cards. */
type Stored = Static<typeof Stored>

const Event = Type.Object({
  id: Type.String({ maxLength: 128 }),
  type: Type.String(),
  data: Type.Object({
    object: Type.Object({
      ...Type.Partial(Stored).properties,
      object: Type.String(),
      id: Type.String(),
      metadata: Type.Optional(Type.Union([Type.Record(Type.String(), Type.String()), Type.Null()]))
    })
  })
})
type Event = Static<typeof Event>

const IS_EVENT = Compile(Event)
const KNOWN_BY_INTENT = new Set(['refund', 'dispute'])
/** Seconds. */
const TOLERANCE = 300
const LARGEST = 512 * 1024
