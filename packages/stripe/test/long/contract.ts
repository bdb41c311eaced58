import Stripe from 'stripe'
import tap, { test } from 'tap'
import { startStripeDouble } from '../../src/testing/index.js'
import { failureOf } from '../fixtures/failure-of.js'

const key = process.env.STRIPE_TEST_KEY
const double = await startStripeDouble()
tap.teardown(() => double.close())
const { hostname: host, port } = new URL(double.url)
const atDouble = new Stripe(double.secretKey, { host, port, protocol: 'http', telemetry: false })

// Not skipped but absent without the key: what was not compared must not look as if it were known.
if (key?.startsWith('sk_test_') || key?.startsWith('rk_test_')) {
  await holds('Stripe’s test mode', new Stripe(key, { telemetry: false }))
} else {
  tap.comment('STRIPE_TEST_KEY is no key of a test mode: Stripe itself is NOT asked, its double alone is.')
}
await holds('the double', atDouble)

/** What the method relies on, of Stripe and of its double alike. */
async function holds(name: string, stripe: Stripe): Promise<void> {
  await test(`of ${name}`, async (t) => {
    const idempotencyKey = crypto.randomUUID()
    const wanted = sessionOf(crypto.randomUUID())
    const session = await stripe.checkout.sessions.create(wanted, { idempotencyKey })

    t.test('a session is open, and has its amount and a page', async (t) => {
      t.match(session, { status: 'open', payment_status: 'unpaid', amount_total: 1_156, currency: 'eur' })
      t.match(session, { url: /^https?:\/\//, payment_intent: null, metadata: wanted.metadata ?? {} })
      t.equal(session.expires_at, wanted.expires_at)
    })

    t.test('the same key has the same session, and refuses other parameters', async (t) => {
      const again = await stripe.checkout.sessions.create(wanted, { idempotencyKey })
      t.same([again.id, again.url], [session.id, session.url])
      const other = { ...wanted, client_reference_id: 'other' }
      t.match(await failureOf(stripe.checkout.sessions.create(other, { idempotencyKey })), {
        type: 'StripeIdempotencyError'
      })
    })

    t.test('a session that ends in 29 minutes, or in 25 hours, is refused', async (t) => {
      for (const minutes of [29, 25 * 60]) {
        const refused = stripe.checkout.sessions.create({ ...wanted, expires_at: inMinutes(minutes) })
        t.match(await failureOf(refused), { type: 'StripeInvalidRequestError' })
      }
    })

    t.test('a fraction of a króna, and too little, are refused', async (t) => {
      for (const [currency, amount] of [
        ['isk', 550],
        ['kwd', 5_124],
        ['eur', 49]
      ] as const) {
        const refused = stripe.checkout.sessions.create(sessionOf('1', currency, amount))
        t.match(await failureOf(refused), { type: 'StripeInvalidRequestError' }, currency)
      }
    })

    t.test('a session is ended once', async (t) => {
      t.match(await stripe.checkout.sessions.expire(session.id), { status: 'expired' })
      t.match(await failureOf(stripe.checkout.sessions.expire(session.id)), {
        type: 'StripeInvalidRequestError'
      })
      const expand = ['payment_intent.latest_charge']
      t.match(await stripe.checkout.sessions.retrieve(session.id, { expand }), {
        status: 'expired',
        url: null
      })
    })

    t.test('a session that does not exist is missing', async (t) => {
      t.match(await failureOf(stripe.checkout.sessions.retrieve('cs_test_none')), {
        code: 'resource_missing'
      })
    })
  })
}

function sessionOf(payment: string, currency = 'eur', amount = 1_156): Stripe.Checkout.SessionCreateParams {
  const price = { currency, unit_amount: amount, product_data: { name: 'Order L-1' } }
  const metadata = { order: 'L-1', payment }
  return {
    mode: 'payment',
    line_items: [{ quantity: 1, price_data: price }],
    adaptive_pricing: { enabled: false },
    client_reference_id: 'L-1',
    customer_email: 'anna@example.org',
    metadata,
    payment_intent_data: { metadata, description: 'Order L-1' },
    expires_at: inMinutes(60),
    success_url: 'https://shop.example/',
    cancel_url: 'https://shop.example/'
  }
}

function inMinutes(minutes: number): number {
  return Math.floor(Date.now() / 1_000) + minutes * 60
}
