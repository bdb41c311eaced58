import { createOrder, place } from '@larder/orders/testing'
import tap, { test } from 'tap'
import { beginPayment, payAgain, settle } from '../src/index.js'
import type { Mischief } from '../src/testing/index.js'
import { paymentsApp } from './fixtures/payments-app.js'

const { app, provider, db, orderBegun, stateOf, attemptsOf, cancel, doTasks } = await paymentsApp(tap)
const { payments } = app
const PAID = { status: 'placed', payment: 'paid', paid: 1_156, refunded: 0 }
const DUE = { status: 'placed', payment: 'due', paid: 0, refunded: 0 }

test('a payment', async (t) => {
  t.test('is written with the order, and begun after it', async (t) => {
    const { id } = await createOrder(app, { paymentMethod: 'memory' })
    t.match(await attemptsOf(id), [
      { status: 'created', amount: 1_156, currency: 'EUR', attempt: 1, openOrderId: id }
    ])
    const begun = await beginPayment(payments, id)
    const [payment] = await attemptsOf(id)
    t.same(begun, { outcome: 'begun', url: `https://pay.example/${payment?.providerRef}` })
    t.equal(payment?.status, 'pending')
  })

  t.test('leads to the same page a second time, without asking the provider', async (t) => {
    const { id, ref } = await orderBegun()
    const before = provider.calls.length
    t.equal((await beginPayment(payments, id)).url, `https://pay.example/${ref}`)
    t.equal(provider.calls.length, before)
  })

  t.test('of an order by a method that is not offered refuses the order', async (t) => {
    t.match(await place(app, { paymentMethod: 'none', lines: [] }), { outcome: 'refused' })
  })

  t.test('is not needed where nothing is to be paid', async (t) => {
    const delivery = { method: 'post', name: 'Post', price: 0, tax: 'proportional' as const }
    const nothing = { ...delivery, taxCategory: null, slotRef: null, from: null, until: null }
    const placed = await place(app, { paymentMethod: 'memory', lines: [], delivery: nothing })
    const id = 'id' in placed ? placed.id : 0
    t.same(await attemptsOf(id), [])
    await t.rejects(beginPayment(payments, 0), { code: 'ORDERS_ERR_NO_ORDER' })
    t.match(await beginPayment(payments, id), { outcome: 'nothing-to-begin' })
  })
})

const MISCHIEF: Mischief[] = ['away', 'done and failed', 'done and silent']
for (const mischief of MISCHIEF) {
  test(`a provider that is ${mischief} at the beginning`, async (t) => {
    const { id } = await createOrder(app, { paymentMethod: 'memory' })
    const [payment] = await attemptsOf(id)
    provider.misbehave('begin', mischief)
    const { patience } = payments
    if (mischief === 'done and silent') payments.patience = 50
    t.match(await beginPayment(payments, id), { outcome: 'away', url: /^\/orders\// })
    payments.patience = patience
    t.same(await stateOf(id), DUE, 'the order waits')

    t.match(await payAgain(payments, id), { outcome: 'begun', url: /pay\.example/ })
    const accounts = [...provider.accounts].filter(([key]) => key === payment?.idempotencyKey)
    t.equal(accounts.length, 1, 'with the same key')
    t.equal((await attemptsOf(id)).length, 1)
    provider.pay(payment?.idempotencyKey ?? '')
    await doTasks()
    t.same(await stateOf(id), PAID)
  })
}

test('a new attempt', async (t) => {
  t.test('ends the one before, and asks for what is due now', async (t) => {
    const { id, key, payment } = await orderBegun()
    provider.pay(key, { status: 'failed', captured: 0 })
    await settle(payments, payment.id)
    t.match(await payAgain(payments, id), { outcome: 'begun' })
    t.match(await attemptsOf(id), [
      { attempt: 1, status: 'failed', openOrderId: null },
      { attempt: 2, status: 'pending', openOrderId: id, amount: 1_156 }
    ])
  })

  t.test('takes the place of one that was never begun, once its key is old', async (t) => {
    const { id } = await createOrder(app, { paymentMethod: 'memory' })
    const inHours = (hours: number) => new Date(Date.now() + hours * 60 * 60_000)
    provider.misbehave('begin', 'away')
    t.match(await payAgain(payments, id, undefined, inHours(19)), { outcome: 'away' })
    t.match(await payAgain(payments, id, undefined, inHours(21)), { outcome: 'begun' })
    t.match(await attemptsOf(id), [{ status: 'cancelled' }, { status: 'pending', openOrderId: id }])
  })

  t.test('is one of its order, however many ask', async (t) => {
    const { id, key, payment } = await orderBegun()
    provider.pay(key, { status: 'expired', captured: 0 })
    await settle(payments, payment.id)
    await Promise.all([1, 2, 3].map(() => payAgain(payments, id)))
    t.equal((await attemptsOf(id)).length, 2)
  })

  t.test('can be another way to pay, if its provider is one', async (t) => {
    const { id } = await createOrder(app)
    t.match(await payAgain(payments, id), { outcome: 'not-offered' }, 'a transfer has no page')
    t.match(await payAgain(payments, id, 'on-delivery'), { outcome: 'not-offered' })
    t.match(await payAgain(payments, id, 'memory'), { outcome: 'begun' })
    t.match(await attemptsOf(id), [{ method: 'transfer', status: 'cancelled' }, { method: 'memory' }])
  })

  t.test('waits while the one before may be paid', async (t) => {
    const { id, key } = await orderBegun()
    Object.assign(provider.accounts.get(key) ?? {}, { page: 'ended' })
    await db.payment.updateMany({ where: { orderId: id }, data: { amount: 1_000 } })
    t.match(await payAgain(payments, id), { outcome: 'pending' })
    provider.misbehave('abandon', 'away')
    t.match(await payAgain(payments, id), { outcome: 'away' })
    t.equal((await attemptsOf(id)).length, 1)
  })

  t.test('is not begun where the one before was paid meanwhile', async (t) => {
    const { id, key } = await orderBegun()
    await db.payment.updateMany({ where: { orderId: id }, data: { amount: 1_000 } })
    provider.pay(key, { captured: 1_156 })
    t.match(await payAgain(payments, id), { outcome: 'nothing-due' })
    t.same(await stateOf(id), PAID)
  })
})

test('an order that is cancelled while its payment is begun ends it', async (t) => {
  const { id } = await createOrder(app, { paymentMethod: 'memory' })
  const asked = provider.onCall
  provider.onCall = async (name) => {
    provider.onCall = asked
    if (name === 'begin') await cancel(id)
  }
  await beginPayment(payments, id)
  await doTasks()
  t.match(await attemptsOf(id), [{ openOrderId: null, status: 'expired' }])
})
