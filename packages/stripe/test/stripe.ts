import { writeText } from '@larder/blueprint'
import { readOrder } from '@larder/orders'
import { createOrder } from '@larder/orders/testing'
import { beginPayment, offeredMethods, payAgain, settle } from '@larder/payments'
import Stripe from 'stripe'
import tap, { test } from 'tap'
import { stripe } from '../src/index.js'
import { failureOf } from './fixtures/failure-of.js'
import { stripeApp } from './fixtures/stripe-app.js'

const { app, double, account, shop, secrets } = await stripeApp(tap)
const { payments, db } = app
const { faults, keys, requests } = double
const CREATE = 'POST /v1/checkout/sessions'
const HOUR = 60 * 60_000

test('stripe(…)', async (t) => {
  t.test('refuses what cannot be its secrets, and does not tell them', async (t) => {
    for (const [changes, code] of [
      [{ secretKey: 'pk_live_s3cret' }, 'STRIPE_ERR_SECRET_KEY'],
      [{ secretKey: '' }, 'STRIPE_ERR_SECRET_KEY'],
      [{ webhookSecret: 'sk_live_s3cret' }, 'STRIPE_ERR_WEBHOOK_SECRET']
    ] as const) {
      const error = t.throws(() => stripe({ ...secrets, ...changes }), { code })
      t.notMatch(String(error), /s3cret/)
    }
  })

  t.test('is offered for what Stripe can charge', async (t) => {
    const facts = { total: 1_156, currency: 'EUR', country: 'DE', delivery: 'post' }
    const names = (changes: Partial<typeof facts>) =>
      offeredMethods(payments, { ...facts, ...changes }).map(({ name }) => name)
    t.ok(names({}).includes('stripe'))
    t.notOk(names({ total: 49 }).includes('stripe'), 'too little')
    t.notOk(names({ total: 5_124, currency: 'KWD' }).includes('stripe'), 'a fraction')
    t.notOk(names({ currency: 'IRR' }).includes('stripe'), 'a currency that it does not take')
  })

  t.test('says where its forms lead, and how long an order waits', async (t) => {
    const { secretKey, webhookSecret } = secrets
    const method = stripe({ secretKey, webhookSecret, payWithin: 90 })
    t.same(method.origins, ['https://checkout.stripe.com'])
    t.same(method.payBy(new Date(0)), new Date(90 * 60_000))
  })
})

test('a payment that is begun', async (t) => {
  t.test('has a page at Stripe with one line, the total, and our names for it', async (t) => {
    const { number, payment, session } = await shop.begin()
    const request = requests.findLast(({ call }) => call === CREATE)
    t.equal(request?.key, payment.idempotencyKey)
    t.equal(request?.version, Stripe.API_VERSION)
    const { idempotencyKey } = payment
    t.match(request?.parameters, {
      mode: 'payment',
      client_reference_id: number,
      'adaptive_pricing[enabled]': 'false',
      'line_items[0][quantity]': '1',
      'line_items[0][price_data][unit_amount]': '1156',
      'line_items[0][price_data][currency]': 'eur',
      'line_items[0][price_data][product_data][name]': `Order ${number}`,
      locale: 'en',
      'metadata[order]': number,
      'metadata[payment]': idempotencyKey,
      'payment_intent_data[metadata][payment]': idempotencyKey,
      success_url: `http://shop.example/payments/${payment.id}`,
      cancel_url: `http://shop.example/payments/${payment.id}`
    })
    t.notOk(Object.keys(request?.parameters ?? {}).some((name) => name.startsWith('line_items[1]')))
    t.match(payment, { status: 'pending', amount: 1_156, currency: 'EUR' })
    t.same(account.session(session).url, `${double.url}/pay/${session}`)
  })

  t.test('is in the language of its order', async (t) => {
    const { id } = await createOrder(app, { paymentMethod: 'stripe', language: 'zh-Hans' })
    await beginPayment(payments, id)
    t.match(requests.findLast(({ call }) => call === CREATE)?.parameters, {
      'line_items[0][price_data][product_data][name]': /^订单 \d+$/,
      locale: 'zh',
      success_url: /^http:\/\/shop\.example\/zh\/payments\/\d+$/
    })
    t.equal(writeText(stripe(secrets).label, payments.speak('zh-Hans')), '银行卡')
  })

  t.test('is the same for all who begin it at once', async (t) => {
    const { id } = await shop.order()
    const before = account.sessions.size
    const begun = await Promise.all(Array.from({ length: 20 }, () => beginPayment(payments, id)))
    t.equal(account.sessions.size, before + 1)
    t.equal(new Set(begun.map(({ url }) => url)).size, 1)
    t.ok(begun.every(({ outcome }) => outcome === 'begun'))
  })

  t.test('has one page while another request is in the middle of it', async (t) => {
    const { id } = await shop.order()
    const before = account.sessions.size
    const held = faults.hold(CREATE)
    const first = beginPayment(payments, id)
    await held.reached
    t.equal((await beginPayment(payments, id)).outcome, 'away', 'the key is in use')
    held.release()
    t.equal((await first).outcome, 'begun')
    t.equal(account.sessions.size, before + 1)
  })

  t.test('leads all to the page that is written down, if there are two after all', async (t) => {
    const { id } = await shop.order()
    const held = faults.hold(CREATE)
    const first = beginPayment(payments, id)
    await held.reached
    keys.forget()
    const second = await beginPayment(payments, id)
    held.release()
    t.same(await first, second)
    const { providerRef } = await shop.payment(id)
    t.equal(second.url, account.session(providerRef ?? '').url)
  })

  t.test('pays its order', async (t) => {
    const { id, payment, session } = await shop.begin()
    account.pay(session)
    t.same(await settle(payments, payment.id), { outcome: 'settled' })
    t.same(await shop.state(id), { status: 'placed', payment: 'paid', paid: 1_156, refunded: 0 })
  })

  t.test('waits while its customer looks for another card', async (t) => {
    const { id, payment, session } = await shop.begin()
    account.decline(session)
    await settle(payments, payment.id)
    t.match(await shop.state(id), { payment: 'due' })
    account.pay(session)
    await settle(payments, payment.id)
    t.match(await shop.state(id), { payment: 'paid' })
  })

  t.test('is found paid by a task where nobody tells of it', async (t) => {
    const { id, session } = await shop.begin()
    account.pay(session)
    account.takeEvents()
    await shop.runTasks()
    t.match(await shop.state(id), { payment: 'paid', paid: 1_156 })
  })
})

test('a payment that the bank tells of later', async (t) => {
  t.test('is pending, and pays its order when it arrives', async (t) => {
    const { id, payment, session } = await shop.begin()
    account.payLater(session)
    await settle(payments, payment.id)
    t.match(await shop.state(id), { payment: 'due', paid: 0 })
    account.arrive(session)
    await settle(payments, payment.id)
    t.match(await shop.state(id), { payment: 'paid', paid: 1_156 })
  })

  t.test('holds its order when the time is over', async (t) => {
    const { id, session } = await shop.begin()
    account.payLater(session)
    await shop.runTasks(2 * 60)
    t.match(await shop.state(id), { status: 'placed' })
    account.arrive(session)
    await shop.runTasks(3 * 60)
    t.match(await shop.state(id), { status: 'placed', payment: 'paid' })
  })

  t.test('can be tried again once it has failed', async (t) => {
    const { id, payment, session } = await shop.begin()
    account.payLater(session)
    await settle(payments, payment.id)
    t.equal((await payAgain(payments, id)).url, `${double.url}/pay/${session}`, 'not while it may arrive')
    account.bounce(session)
    await settle(payments, payment.id)
    t.match(await shop.state(id), { payment: 'failed' })
    const again = await payAgain(payments, id)
    const second = await shop.payment(id)
    t.same(again, { outcome: 'begun', url: `${double.url}/pay/${second.providerRef}` })
    t.match(second, { attempt: 2, openOrderId: id })
    account.pay(second.providerRef ?? '')
    await settle(payments, second.id)
    t.match(await shop.state(id), { payment: 'paid', paid: 1_156 })
  })
})

test('an order that is not paid in time', async (t) => {
  t.test('expires with its page', async (t) => {
    const { id, session } = await shop.begin()
    await shop.runTasks(2 * 60)
    t.match(await shop.state(id), { status: 'cancelled', paid: 0 })
    t.equal(account.session(session).status, 'expired')
  })

  t.test('stays where it was paid at the last moment', async (t) => {
    const { id, session } = await shop.begin()
    account.pay(session)
    account.takeEvents()
    await shop.runTasks(2 * 60)
    t.match(await shop.state(id), { status: 'placed', payment: 'paid' })
  })

  t.test('waits while Stripe is away', async (t) => {
    const { id, session } = await shop.begin()
    faults.away = true
    await shop.runTasks(2 * 60)
    faults.away = false
    t.match(await shop.state(id), { status: 'placed' })
    await shop.runTasks(3 * 60)
    t.match(await shop.state(id), { status: 'cancelled' })
    t.equal(account.session(session).status, 'expired')
  })
})

test('another attempt', async (t) => {
  t.test('goes on with the page that is open', async (t) => {
    const { id, session } = await shop.begin()
    t.equal((await payAgain(payments, id)).url, account.session(session).url)
    t.match(await shop.payment(id), { attempt: 1 })
  })

  t.test('begins another page once the first has ended, and there is one', async (t) => {
    const { id, payment, session } = await shop.begin()
    account.expire(session)
    await settle(payments, payment.id)
    const begun = await Promise.all(Array.from({ length: 20 }, () => payAgain(payments, id)))
    const second = await shop.payment(id)
    t.equal(second.attempt, 2)
    t.equal(new Set(begun.map(({ url }) => url)).size, 1)
    t.equal(begun[0]?.url, account.session(second.providerRef ?? '').url)
  })
})

test('Stripe that does not answer', async (t) => {
  t.test('is given up, and gives the same page later', async (t) => {
    const { id } = await shop.order()
    const [payment, order] = [await shop.payment(id), await readOrder(db, id)]
    const before = account.sessions.size
    const impatient = stripe({ ...secrets, timeout: 50 })
    faults.next(CREATE, 'unanswered', 'unanswered')
    const page = { back: payments.urls.back(payment.id, 'en'), t: payments.speak('en') }
    t.match(await failureOf(impatient.begin?.(payment, order, page, new AbortController().signal)), {
      type: 'StripeConnectionError'
    })
    t.equal((await beginPayment(payments, id)).outcome, 'begun')
    t.equal(account.sessions.size, before + 1)
  })

  t.test('once is asked again at once', async (t) => {
    faults.next(CREATE, 'lost')
    const before = account.sessions.size
    const { session } = await shop.begin()
    t.equal(account.sessions.size, before + 1)
    t.ok(account.sessions.has(session))
  })

  t.test('leaves the order waiting', async (t) => {
    const { id } = await shop.order()
    faults.next(CREATE, 'refused', 'refused')
    const { outcome, url } = await beginPayment(payments, id)
    t.equal(outcome, 'away')
    t.match(url, /\/orders\//)
    t.match(await shop.state(id), { status: 'placed', payment: 'due' })
    t.match(JSON.stringify(app.logged()), 'could not be begun')
    t.notMatch(JSON.stringify(app.logged()), secrets.secretKey)
  })

  t.test('for hours still gives a page that its key fits', async (t) => {
    const { id } = await shop.order()
    faults.next(CREATE, 'lost', 'lost')
    t.equal((await beginPayment(payments, id)).outcome, 'away')
    const later = new Date(Date.now() + 20 * HOUR)
    t.equal((await beginPayment(payments, id, later)).outcome, 'begun')
  })

  t.test('but with 500 has another page, since that answer stays with its key', async (t) => {
    const { id } = await shop.order()
    faults.next(CREATE, 'error')
    const begun = await beginPayment(payments, id)
    t.equal(begun.outcome, 'begun')
    const payment = await shop.payment(id)
    t.equal(begun.url, account.session(payment.providerRef ?? '').url)
    account.pay(payment.providerRef ?? '')
    await settle(payments, payment.id)
    t.match(await shop.state(id), { payment: 'paid', paid: 1_156 })
  })

  t.test('and is found to be another account knows no such payment', async (t) => {
    const { payment } = await shop.begin()
    await db.payment.update({ where: { id: payment.id }, data: { providerRef: `cs_test_${payment.id}` } })
    t.same(await settle(payments, payment.id), { outcome: 'unknown' })
  })
})

test('a payment that is disputed is for staff to look at, until that is won', async (t) => {
  const { id, payment, session } = await shop.begin()
  account.pay(session)
  const dispute = account.dispute(session)
  await settle(payments, payment.id)
  t.match((await shop.payment(id)).problem, /^Disputed at Stripe \(dp_\w+\): fraudulent, needs_response$/)
  account.closeDispute(dispute.id, 'won')
  await settle(payments, payment.id)
  t.equal((await shop.payment(id)).problem, null)
  t.match(await readOrder(db, id), { payment: 'paid' })
})
