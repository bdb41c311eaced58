import { settle } from '@larder/payments'
import Fastify from 'fastify'
import Stripe from 'stripe'
import tap, { test } from 'tap'
import { stripe } from '../src/index.js'
import { permutations } from './fixtures/permutations.js'
import { EVENTS, stripeApp } from './fixtures/stripe-app.js'

const { app, double, account, shop, secrets } = await stripeApp(tap)
const { payments, db } = app

test('a notification of a payment', async (t) => {
  for (const when of ['before', 'while', 'after'] as const) {
    t.test(`three times, ${when} the customer comes back, pays once`, async (t) => {
      const { id, payment, session } = await shop.begin()
      const customer = app.client()
      await customer.post(`/in/${id}`)
      account.pay(session)
      const [event] = account.takeEvents()
      if (!event) throw new Error('There is no event.')
      const come = () => customer.visit(`/payments/${payment.id}`)
      const tell = async () => {
        t.same(await double.deliver([event, event, event]), [200, 200, 200])
        await shop.runTasks()
      }
      if (when === 'before') await tell()
      const [page] = await Promise.all([come(), when === 'while' && tell()])
      if (when === 'after') await tell()
      t.equal(page.statusCode, 303)
      t.same(await shop.state(id), { status: 'placed', payment: 'paid', paid: 1_156, refunded: 0 })
      t.equal(await db.paymentEvent.count({ where: { eventId: event.id } }), 1)
    })
  }

  t.test('comes to the same in whatever order it comes with others', async (t) => {
    const begun: number[] = []
    for (const order of permutations(['checkout.session.completed', 'charge.refunded', 'refund.updated'])) {
      const { id, session } = await shop.begin()
      begun.push(id)
      account.pay(session)
      account.refund(account.session(session).payment_intent ?? '', 200)
      const events = account.takeEvents()
      await double.deliver(order.flatMap((type) => events.filter((event) => event.type === type)))
    }
    await shop.runTasks()
    for (const id of begun) {
      t.match(await shop.state(id), { payment: 'part_refunded', paid: 1_156, refunded: 200 })
      t.match((await shop.payment(id)).refunds, [{ amount: 200, status: 'done' }])
    }
  })

  t.test('of a bank, later', async (t) => {
    const { id, session } = await shop.begin()
    account.payLater(session)
    await double.deliver()
    await shop.runTasks()
    t.match(await shop.state(id), { payment: 'due', paid: 0 }, 'complete is not paid')
    account.arrive(session)
    await double.deliver()
    await shop.runTasks()
    t.match(await shop.state(id), { payment: 'paid', paid: 1_156 })
  })

  t.test('that the bank does not pay, or that the page has ended', async (t) => {
    const [bounced, ended] = [await shop.begin(), await shop.begin()]
    account.payLater(bounced.session)
    account.bounce(bounced.session)
    account.expire(ended.session)
    await double.deliver()
    await shop.runTasks()
    t.match(await shop.state(bounced.id), { payment: 'failed' })
    t.match(await shop.payment(bounced.id), { status: 'failed' })
    t.match(await shop.payment(ended.id), { status: 'expired' })
  })
})

test('a notification of a dispute is kept, and staff have to look at the payment', async (t) => {
  const { id, session } = await shop.begin()
  account.pay(session)
  account.dispute(session)
  const event = account.takeEvents().at(-1)
  t.equal(event?.type, 'charge.dispute.created')
  await double.deliver(event ? [event] : [])
  await shop.runTasks()
  t.match(await shop.payment(id), { status: 'captured', problem: /^Disputed/ })
  t.match(await stored(event?.id), { type: 'charge.dispute.created', outcome: 'settled' })
})

test('a notification that is not about a payment of ours', async (t) => {
  t.test('is answered, and forgotten', async (t) => {
    const foreign = {
      ...completed(),
      data: { object: { object: 'checkout.session', id: 'cs_1', metadata: {} } }
    }
    const unknown = { ...completed(), type: 'customer.created' }
    for (const event of [foreign, unknown, { object: 'event', id: 'evt_thin' }]) {
      t.equal((await post(double.sign(event))).statusCode, 200)
      t.equal(await stored(event.id), null)
    }
  })

  t.test('is found out where it does not say so itself', async (t) => {
    const session = account.createSession(
      {
        ...{ amount: 500, currency: 'eur', expiresAt: Math.floor(Date.now() / 1_000) + 60 * 60 },
        ...{ reference: null, metadata: {}, intentMetadata: {}, successUrl: '', cancelUrl: null }
      },
      (id) => id
    )
    account.pay(session.id)
    const dispute = account.dispute(session.id)
    await double.deliver()
    await shop.runTasks()
    const event = await db.paymentEvent.findFirst({
      where: { body: { not: null } },
      orderBy: { receivedAt: 'desc' }
    })
    t.match(event?.body && Buffer.from(event.body).toString(), dispute.id)
    t.match(event, { outcome: 'of-others', handledAt: Date })
  })

  t.test('but of one that is not here yet is kept, and tried again', async (t) => {
    const event = completed()
    t.equal((await post(double.sign(event))).statusCode, 200)
    await shop.runTasks()
    t.match(await stored(event.id), { outcome: 'no-payment', handledAt: null })
  })
})

test('what is kept of a notification has no names and no cards', async (t) => {
  const event = completed()
  const details = { email: 'anna@example.org', name: 'Anna', card: { last4: 'no-digits' } }
  await post(double.sign({ ...event, data: { object: { ...event.data.object, customer_details: details } } }))
  const body = Buffer.from((await stored(event.id))?.body ?? []).toString()
  t.match(body, /"object":"checkout.session"/)
  t.notMatch(body, /anna|no-digits/i)
  t.notMatch(JSON.stringify(app.logged()), 'no-digits')
})

test('a notification is refused', async (t) => {
  const now = Math.floor(Date.now() / 1_000)
  for (const [name, forge] of [
    ['without a signature', ({ payload }) => ({ headers: JSON_TYPE, payload })],
    ['with another body', ({ headers, payload }) => ({ headers, payload: payload.replace('evt_', 'evt-') })],
    ['by another secret', ({ payload }) => ({ headers: signed(payload, 'whsec_other'), payload })],
    ['301 seconds old', ({ payload }) => double.sign(JSON.parse(payload), now - 301)],
    ['with half a signature', ({ payload }) => ({ headers: { ...JSON_TYPE, ...HALF }, payload })],
    ['without a body', ({ headers }) => ({ headers, payload: '' })]
  ] as [string, (request: Request) => Request][]) {
    t.test(`where it comes ${name}`, async (t) => {
      const event = completed()
      const answer = await post(forge(double.sign(event)))
      t.equal(answer.statusCode, 400)
      t.equal(answer.json().code, 'STRIPE_ERR_SIGNATURE')
      t.equal(await stored(event.id), null)
    })
  }

  t.test('where it is larger than any of Stripe’s', async (t) => {
    const event = { ...completed(), padding: 'x'.repeat(600 * 1_024) }
    t.equal((await post(double.sign(event))).statusCode, 413)
  })

  t.test('where it is no JSON', async (t) => {
    const answer = await post({ headers: { 'content-type': 'text/plain' }, payload: 'paid' })
    t.equal(answer.statusCode, 415)
  })

  t.test('but not where it is 299 seconds old, or comes again', async (t) => {
    const event = completed()
    t.equal((await post(double.sign(event, now - 290))).statusCode, 200)
    t.equal((await post(double.sign(event))).statusCode, 200)
    t.equal(await db.paymentEvent.count({ where: { eventId: event.id } }), 1)
  })
})

test('a notification that cannot be kept is answered with 5xx, so that it comes again', async (t) => {
  const bare = Fastify()
  t.teardown(() => bare.close())
  const inbox = { receive: () => Promise.reject(new Error('The database is away.')) }
  bare.register(async (scope) => stripe(secrets).routes?.(scope, inbox))
  const answer = await bare.inject({ method: 'POST', url: '/events', ...double.sign(completed()) })
  t.equal(answer.statusCode, 500)
})

test('other routes read JSON as before, and this one has no session', async (t) => {
  t.same((await app.client().post('/in/1', { a: [1] })).json(), { body: { a: [1] } })
  const { headers } = await post(double.sign(completed()))
  t.equal(headers['set-cookie'], undefined)
})

test('a payment that was settled already is told of again, without an effect', async (t) => {
  const { id, payment, session } = await shop.begin()
  account.pay(session)
  await settle(payments, payment.id)
  const before = await shop.state(id)
  t.same(await double.deliver(), [200])
  await shop.runTasks()
  t.same(await shop.state(id), before)
})

interface Request {
  headers: Record<string, string>
  payload: string
}

function post(request: Request) {
  return app.inject({ method: 'POST', url: EVENTS, ...request })
}

function stored(eventId = '') {
  return db.paymentEvent.findUnique({ where: { method_eventId: { method: 'stripe', eventId } } })
}

/** Of a session that no payment of the shop has. */
function completed() {
  const id = `evt_${crypto.randomUUID()}`
  const object = { object: 'checkout.session', id: 'cs_other', metadata: { payment: crypto.randomUUID() } }
  return { id, object: 'event', type: 'checkout.session.completed', data: { object } }
}

function signed(payload: string, secret: string): Record<string, string> {
  return { ...JSON_TYPE, 'stripe-signature': Stripe.webhooks.generateTestHeaderString({ payload, secret }) }
}

const JSON_TYPE = { 'content-type': 'application/json' }
const HALF = { 'stripe-signature': 't=1,v1' }
