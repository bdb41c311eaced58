import Fastify from 'fastify'
import Stripe from 'stripe'
import tap, { test } from 'tap'
import { startStripeDouble } from '../src/testing/index.js'
import { failureOf } from './fixtures/failure-of.js'

const double = await startStripeDouble()
tap.teardown(() => double.close())
const { account, faults, keys } = double
const client = clientOf({ maxNetworkRetries: 0 })
const CREATE = 'POST /v1/checkout/sessions'
const SESSION: Stripe.Checkout.SessionCreateParams = {
  mode: 'payment',
  line_items: [
    { quantity: 1, price_data: { currency: 'eur', unit_amount: 1156, product_data: { name: 'Order' } } }
  ],
  expires_at: Math.floor(Date.now() / 1_000) + 60 * 60,
  success_url: 'http://shop.example/thanks?s={CHECKOUT_SESSION_ID}',
  cancel_url: 'http://shop.example/'
}

test('a key that comes again', async (t) => {
  t.test('has the same answer for the same parameters', async (t) => {
    const first = await create({}, 'same')
    t.equal((await create({}, 'same')).id, first.id)
    t.equal(account.sessions.size, 1)
  })

  t.test('is refused with other parameters', async (t) => {
    t.match(await failureOf(create({ client_reference_id: '7' }, 'same')), { type: 'StripeIdempotencyError' })
  })

  t.test('is refused while the first is in progress', async (t) => {
    const held = faults.hold(CREATE)
    const first = create({}, 'busy')
    await held.reached
    t.match(await failureOf(create({}, 'busy')), { statusCode: 409 })
    held.release()
    t.equal((await create({}, 'busy')).id, (await first).id)
  })

  t.test('is free after what was refused, and after a day', async (t) => {
    t.match(await failureOf(create({ expires_at: 1 }, 'wrong')), { type: 'StripeInvalidRequestError' })
    const { id } = await create({}, 'wrong')
    keys.forget()
    t.not((await create({}, 'wrong')).id, id)
  })
})

test('a fault', async (t) => {
  t.test('of a broken connection is over for the library’s next try', async (t) => {
    const before = account.sessions.size
    faults.next(CREATE, 'lost')
    const { id } = await clientOf({ maxNetworkRetries: 1 }).checkout.sessions.create(SESSION)
    t.ok(account.sessions.has(id))
    t.equal(account.sessions.size, before + 1, 'done once')
  })

  t.test('of an answer of 500 stays with its key', async (t) => {
    const before = account.sessions.size
    faults.next(CREATE, 'error')
    t.match(await failureOf(create({}, 'broken')), { statusCode: 500 })
    t.match(await failureOf(create({}, 'broken')), { statusCode: 500 })
    t.equal(account.sessions.size, before + 1)
  })

  t.test('of no answer ends by the time-out of the library', async (t) => {
    faults.next(CREATE, 'unanswered')
    const impatient = clientOf({ maxNetworkRetries: 0, timeout: 50 })
    t.match(await failureOf(impatient.checkout.sessions.create(SESSION)), { type: 'StripeConnectionError' })
  })

  t.test('of a wrong key is 401', async (t) => {
    const stranger = clientOf({ maxNetworkRetries: 0 }, 'sk_test_other')
    t.match(await failureOf(stranger.checkout.sessions.create(SESSION)), {
      type: 'StripeAuthenticationError'
    })
  })
})

test('the page of a session', async (t) => {
  const { url } = await create({})

  t.test('shows what is to be paid', async (t) => {
    t.match(await (await fetch(url ?? '')).text(), /Pay €11\.56/)
  })

  t.test('lets a customer try again after a declined card, and leads back', async (t) => {
    t.match(await (await press('decline')).text(), /declined/)
    const paid = await press('pay')
    t.equal(paid.status, 303)
    t.match(paid.headers.get('location'), /^http:\/\/shop\.example\/thanks\?s=cs_test_/)
  })

  t.test('leads back without a payment, too', async (t) => {
    t.equal((await press('cancel')).headers.get('location'), 'http://shop.example/')
  })

  async function press(action: string) {
    const body = new URLSearchParams({ action })
    return fetch(url ?? '', { method: 'POST', body, redirect: 'manual' })
  }
})

test('a double that notifies posts to the shop that the customer came from', async (t) => {
  const busy = await startStripeDouble({ notifies: true })
  const shop = Fastify()
  t.teardown(() => Promise.all([busy.close(), shop.close()]))
  const told = new Promise<unknown>((resolve) => {
    shop.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) =>
      done(null, body)
    )
    shop.post('/payments/stripe/events', async ({ body, headers }) => {
      const signature = headers['stripe-signature'] ?? ''
      resolve(Stripe.webhooks.constructEvent(String(body), signature, busy.webhookSecret))
      return {}
    })
  })
  const origin = await shop.listen({ host: '127.0.0.1', port: 0 })
  const { hostname: host, port } = new URL(busy.url)
  const stripe = new Stripe(busy.secretKey, { host, port, protocol: 'http', telemetry: false })
  const { id, url } = await stripe.checkout.sessions.create({ ...SESSION, success_url: `${origin}/back` })
  await fetch(url ?? '', { method: 'POST', body: new URLSearchParams({ action: 'pay' }), redirect: 'manual' })
  t.match(await told, {
    type: 'checkout.session.completed',
    data: { object: { id, payment_status: 'paid' } }
  })
})

function create(changes: Partial<Stripe.Checkout.SessionCreateParams>, idempotencyKey?: string) {
  return client.checkout.sessions.create({ ...SESSION, ...changes }, { idempotencyKey })
}

function clientOf(config: ConstructorParameters<typeof Stripe>[1], key = double.secretKey): Stripe {
  const { hostname: host, port } = new URL(double.url)
  return new Stripe(key, { host, port, protocol: 'http', telemetry: false, ...config })
}
