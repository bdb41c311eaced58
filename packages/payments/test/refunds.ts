import { inTransaction } from '@larder/database'
import { recordMessages } from '@larder/mail'
import { cancelUnits, packOrder, returnUnits, sendOrder } from '@larder/orders'
import { createOrder } from '@larder/orders/testing'
import { countQueries } from '@larder/testing'
import tap, { test } from 'tap'
import { listPaymentsToCheck, recordReceipt, recordRefund, refund, settle } from '../src/index.js'
import { countTroubled } from '../src/payment/list-payments.js'
import { paymentsApp } from './fixtures/payments-app.js'

const { app, provider, db, orderBegun, stateOf, attemptsOf, cancel, doTasks } = await paymentsApp(tap)
const { payments } = app

async function orderPaid(changes: object = {}) {
  const order = await orderBegun()
  provider.pay(order.key, changes)
  await settle(payments, order.payment.id)
  return order
}
const askFor = (orderId: number, amount: number) =>
  inTransaction(db, (tx) =>
    refund(tx, payments, orderId, { amount, reason: 'Bruised plums', now: new Date(), actorId: 7 })
  )
const refundsOf = async (orderId: number) => (await attemptsOf(orderId)).flatMap(({ refunds }) => refunds)
const receive = (orderId: number, amount: number, ref?: string) =>
  recordReceipt(payments, orderId, { amount, ref, cause: { now: new Date(), actorId: 7 } })

test('refund', async (t) => {
  t.test('is asked for in a transaction, and paid back after it', async (t) => {
    const { id } = await orderPaid()
    t.match(await askFor(id, 300), { outcome: 'asked', refunds: [Number] })
    t.match(await refundsOf(id), [{ amount: 300, status: 'asked', reason: 'Bruised plums', askedBy: 7 }])
    const mails = await recordMessages(app, () => doTasks())
    t.match(await refundsOf(id), [{ status: 'done', providerRef: /^re_/ }])
    t.match(await stateOf(id), { payment: 'part_refunded', paid: 1_156, refunded: 300 })
    t.match(mails, [{ text: /€3\.00/ }])
  })

  t.test('is never more than what was taken, asked for before included', async (t) => {
    const { id } = await orderPaid()
    t.same(await askFor(id, 1_157), { outcome: 'too-much', most: 1_156 })
    const outcomes = await Promise.all([askFor(id, 1_000), askFor(id, 1_000)])
    t.same(outcomes.map(({ outcome }) => outcome).sort(), ['asked', 'too-much'])
    await t.rejects(askFor(id, 0), { code: 'PAYMENTS_ERR_AMOUNT' })
    await t.rejects(askFor(id, 0.5), { code: 'PAYMENTS_ERR_AMOUNT' })
  })

  t.test('is paid back once, though the provider fails after it has done so', async (t) => {
    const { id, key } = await orderPaid()
    await askFor(id, 300)
    provider.misbehave('refund', 'done and failed')
    await doTasks()
    // The provider has forgotten the key, as Stripe does after a day: a second call would pay again.
    const calls = provider.calls.length
    await doTasks()
    t.notOk(provider.calls.slice(calls).includes('refund'))
    t.equal(provider.accounts.get(key)?.refunds.length, 1)
    t.match(await stateOf(id), { refunded: 300 })
  })

  t.test('is paid back once, though its task was given up and staff try it again', async (t) => {
    const { id, key } = await orderPaid()
    await askFor(id, 300)
    provider.misbehave('refund', 'done and failed')
    await doTasks()
    const [asked] = await refundsOf(id)
    await db.refund.update({
      where: { id: asked?.id },
      data: { at: new Date(Date.now() - 4 * 24 * 60 * 60_000) }
    })
    // What trying again does: its attempts are counted anew.
    await db.task.updateMany({ where: { kind: 'payments.refund', status: 'queued' }, data: { attempts: 0 } })
    await doTasks()
    t.equal(provider.accounts.get(key)?.refunds.length, 1)
    t.match(await stateOf(id), { refunded: 300 })
  })

  t.test('is one with its own notification, whichever comes first', async (t) => {
    const { id, key, payment } = await orderPaid()
    await askFor(id, 300)
    const asked = provider.onCall
    provider.onCall = async (name) => {
      if (name !== 'refund') return
      provider.onCall = asked
      // The provider has done it, and its notification comes before its answer. It keeps no key of ours.
      provider.accounts.get(key)?.refunds.push({ ref: 're_early', amount: 300, status: 'done' })
      await settle(payments, payment.id)
      provider.accounts.get(key)?.refunds.splice(0, 1, {
        ...{ ref: 're_early', amount: 300, status: 'done' },
        key: (await refundsOf(id)).find(({ askedBy }) => askedBy === 7)?.idempotencyKey
      })
    }
    await doTasks()
    await settle(payments, payment.id)
    t.match(await refundsOf(id), [{ status: 'done', askedBy: 7, providerRef: 're_early' }])
    t.match(await stateOf(id), { refunded: 300 })
  })

  t.test('that was made at the provider is one of ours from then on', async (t) => {
    const { id, key, payment } = await orderPaid()
    provider.pay(key, { refunds: [{ ref: 're_outside', amount: 500, status: 'done' }] })
    await Promise.all([settle(payments, payment.id), settle(payments, payment.id)])
    t.match(await refundsOf(id), [{ amount: 500, status: 'done', askedBy: null }])
    t.match(await stateOf(id), { refunded: 500 })
    t.same(await askFor(id, 657), { outcome: 'too-much', most: 656 })
  })

  t.test('that staff made at the provider and noted is one, until another comes', async (t) => {
    const { id, key, payment } = await orderPaid()
    await askFor(id, 400)
    await db.refund.updateMany({ where: { paymentId: payment.id }, data: { status: 'failed' } })
    const [failed] = await refundsOf(id)
    await inTransaction(db, (tx) => recordRefund(tx, payments, failed?.id ?? 0, { now: new Date() }))
    const atProvider = (ref: string) => ({ ref, amount: 400, status: 'done' as const })
    for (const refunds of [[atProvider('re_1')], [atProvider('re_1'), atProvider('re_2')]]) {
      provider.pay(key, { refunds })
      await settle(payments, payment.id)
      t.match(await stateOf(id), { refunded: 400 * refunds.length })
    }
    t.match(await refundsOf(id), [{ status: 'failed' }, { providerRef: 're_1' }, { providerRef: 're_2' }])
  })

  t.test('that is on its way is followed; what the bank sends back can be asked for again', async (t) => {
    const { id, key } = await orderPaid()
    await askFor(id, 1_156)
    const refunds = provider.accounts.get(key)?.refunds ?? []
    const { idempotencyKey } = (await refundsOf(id))[0] ?? { idempotencyKey: '' }
    refunds.push({ key: idempotencyKey, ref: 're_slow', amount: 1_156, status: 'sent' })
    await doTasks()
    t.match(await refundsOf(id), [{ status: 'sent' }])
    t.match(await stateOf(id), { refunded: 0 })
    refunds.splice(0, 1, { key: idempotencyKey, ref: 're_slow', amount: 1_156, status: 'failed' })
    await app.tasks.runDue(new Date(Date.now() + 60 * 60_000))
    t.match(await refundsOf(id), [{ status: 'failed' }])
    t.match(await askFor(id, 1_156), { outcome: 'asked' })
  })
})

test('an order that is cancelled gives back what was paid', async (t) => {
  t.test('once', async (t) => {
    const { id } = await orderPaid()
    await Promise.all([cancel(id), cancel(id), cancel(id, 'staff')])
    t.match(await refundsOf(id), [{ amount: 1_156, status: 'asked' }])
    await doTasks()
    t.match(await stateOf(id), { status: 'cancelled', payment: 'refunded', refunded: 1_156 })
  })

  t.test('less what staff had paid back before', async (t) => {
    const { id } = await orderPaid()
    await askFor(id, 156)
    await cancel(id)
    t.match(await refundsOf(id), [{ amount: 156 }, { amount: 1_000 }])
  })

  t.test('over all its payments, from the last one backwards', async (t) => {
    const { id } = await createOrder(app)
    await receive(id, 1_000)
    await receive(id, 200)
    await inTransaction(db, (tx) => refund(tx, payments, id, { amount: 1_100, reason: '', now: new Date() }))
    t.match(
      (await attemptsOf(id)).map(({ captured, refunds }) => [
        captured,
        ...refunds.map(({ amount }) => amount)
      ]),
      [[0], [1_000, 900], [200, 200]]
    )
  })
})

test('an order of which units are cancelled gives back their value', async (t) => {
  t.test('of all that was paid', async (t) => {
    const { id } = await orderPaid()
    await cancelOne(id)
    t.match(await refundsOf(id), [{ amount: 333, status: 'asked' }])
  })

  t.test('also when others were returned and paid back', async (t) => {
    const { id } = await orderPaid()
    await returnOne(id)
    await askFor(id, 333)
    await cancelOne(id)
    t.match(await refundsOf(id), [{ amount: 333 }, { amount: 333, reason: 'reduced' }])
    t.equal((await refundsOf(id)).length, 2)
  })

  t.test('and leave the units that were returned to the staff', async (t) => {
    const { id } = await orderPaid()
    await returnOne(id)
    await cancelOne(id)
    t.match(await refundsOf(id), [{ amount: 333 }])
    t.equal((await refundsOf(id)).length, 1)
  })

  t.test('whatever else was paid back before', async (t) => {
    const { id } = await createOrder(app)
    await receive(id, 1_256)
    await askFor(id, 100)
    await returnOne(id)
    await cancelOne(id)
    t.match(await refundsOf(id), [{ amount: 100 }, { amount: 333 }])
  })

  t.test('less what was given back for them before', async (t) => {
    const { id } = await orderPaid()
    await askFor(id, 133)
    await cancelOne(id)
    t.match(await refundsOf(id), [{ amount: 133 }, { amount: 200 }])
  })

  const one = [{ position: 1, quantity: 1 }]
  const cancelOne = (id: number) =>
    inTransaction(db, (tx) => cancelUnits(tx, id, one, { now: new Date() }, app.orders))
  const returnOne = (id: number) =>
    inTransaction(db, async (tx) => {
      const cause = { now: new Date() }
      await packOrder(tx, id, { units: one }, cause, app.orders)
      await sendOrder(tx, id, {}, cause, app.orders)
      await returnUnits(tx, id, [{ position: 1, quantity: 1, restock: true }], cause, app.orders)
    })
})

test('what is on its way back pays for nothing', async (t) => {
  const payBack = async (id: number) => {
    const [asked] = await refundsOf(id)
    return inTransaction(db, (tx) => recordRefund(tx, payments, asked?.id ?? 0, { now: new Date() }))
  }

  t.test('when the rest arrives before it is back', async (t) => {
    const { id } = await createOrder(app)
    await receive(id, 500)
    await askFor(id, 500)
    t.match(await receive(id, 656), { outcome: 'recorded' })
    t.match(await stateOf(id), { payment: 'due' })
    await payBack(id)
    t.match(await stateOf(id), { payment: 'due', paid: 1_156, refunded: 500 })
    t.same(await receive(id, 500), { outcome: 'recorded', due: 0 })
    t.match(await stateOf(id), { payment: 'part_refunded' })
  })

  t.test('when less is owed before it is back', async (t) => {
    const { id } = await createOrder(app)
    await receive(id, 823)
    await askFor(id, 823)
    const units = [{ position: 1, quantity: 1 }]
    await inTransaction(db, (tx) => cancelUnits(tx, id, units, { now: new Date() }, app.orders))
    t.match(await stateOf(id), { payment: 'due' })
    await payBack(id)
    t.match(await stateOf(id), { payment: 'due', refunded: 823 })
    t.same(await receive(id, 823), { outcome: 'recorded', due: 0 })
  })
})

test('an attempt whose order is owed less of is ended', async (t) => {
  const { id, key } = await orderBegun()
  const units = [{ position: 1, quantity: 1 }]
  await inTransaction(db, (tx) => cancelUnits(tx, id, units, { now: new Date() }, app.orders))
  await doTasks()
  t.match(await attemptsOf(id), [{ status: 'expired', openOrderId: null }])
  t.equal(provider.accounts.get(key)?.page, 'ended')
})

test('recordReceipt', async (t) => {
  t.test('ends an attempt at a provider, which asks for more than is due now', async (t) => {
    for (const amount of [1_156, 400]) {
      const { id, key } = await orderBegun()
      await receive(id, amount)
      await doTasks()
      t.match(provider.accounts.get(key), { page: 'ended' })
      t.match(await attemptsOf(id), [{ openOrderId: null }, { captured: amount }])
    }
  })

  t.test('makes each receipt a payment of its own, until the order is paid', async (t) => {
    const { id } = await createOrder(app)
    t.same(await receive(id, 1_000), { outcome: 'recorded', due: 156 })
    t.match(await stateOf(id), { payment: 'due', paid: 1_000 })
    t.same(await receive(id, 156), { outcome: 'recorded', due: 0 })
    t.match(await stateOf(id), { payment: 'paid', paid: 1_156 })
    t.match(await attemptsOf(id), [
      { method: 'transfer', status: 'cancelled', openOrderId: null },
      { method: 'transfer', status: 'captured', captured: 1_000 },
      { method: 'transfer', status: 'captured', captured: 156 }
    ])
    t.match(await db.orderEvent.findMany({ where: { orderId: id, kind: 'payment' } }), [{ actorId: 7 }, {}])
  })

  t.test('knows a receipt by what the bank calls it', async (t) => {
    const { id } = await createOrder(app)
    await receive(id, 1_156, 'statement 7, line 3')
    t.same(await receive(id, 1_156, 'statement 7, line 3'), { outcome: 'known', due: 0 })
    t.match(await stateOf(id), { paid: 1_156 })
  })

  t.test('takes an expired order up again', async (t) => {
    const { id } = await createOrder(app)
    await cancel(id, 'expiry', new Date(Date.now() + 2 * 60 * 60_000))
    await receive(id, 1_156)
    t.match(await stateOf(id), { status: 'placed', payment: 'paid' })
  })

  t.test('is of a way that is paid by hand', async (t) => {
    const { id } = await orderBegun()
    await receive(id, 100)
    t.match((await attemptsOf(id))[1], { method: 'transfer', captured: 100 })
    const cause = { now: new Date() }
    await t.rejects(recordReceipt(payments, id, { amount: 1, method: 'memory', cause }), {
      code: 'PAYMENTS_ERR_NO_METHOD'
    })
    await t.rejects(receive(id, -5), { code: 'PAYMENTS_ERR_AMOUNT' })
  })
})

test('recordRefund', async (t) => {
  t.test('writes what staff have paid back by hand', async (t) => {
    const { id } = await createOrder(app)
    await receive(id, 1_156)
    await cancel(id)
    await doTasks()
    const [asked] = await refundsOf(id)
    t.match(asked, { status: 'asked', amount: 1_156 })
    t.ok(
      (await listPaymentsToCheck(payments)).some(({ orderId }) => orderId === id),
      'staff see it'
    )
    const record = () =>
      inTransaction(db, (tx) => recordRefund(tx, payments, asked?.id ?? 0, { now: new Date(), actorId: 7 }))
    await record()
    t.match(await stateOf(id), { payment: 'refunded', refunded: 1_156 })
    await t.rejects(record(), { code: 'PAYMENTS_ERR_NO_REFUND' }, 'once')
  })

  t.test('is not for what a provider pays back', async (t) => {
    const { id } = await orderPaid()
    await askFor(id, 100)
    const [asked] = await refundsOf(id)
    await t.rejects(
      inTransaction(db, (tx) => recordRefund(tx, payments, asked?.id ?? 0, { now: new Date() })),
      { code: 'PAYMENTS_ERR_NO_REFUND' }
    )
  })
})

test('staff have to look at', async (t) => {
  /** What is listed of an order. */
  const listed = async (orderId: number, now = new Date()) =>
    (await listPaymentsToCheck(payments, { limit: 500, now })).filter((row) => row.orderId === orderId)

  t.test('a transfer until it has come, and never at what a provider is asked about', async (t) => {
    const { id } = await createOrder(app)
    t.match(await listed(id), [{ method: 'transfer', status: 'created', excess: 0 }])
    await receive(id, 1_156)
    t.same(await listed(id), [])
    t.same(await listed((await orderBegun()).id), [])
    t.same(await listed((await orderPaid()).id), [])
  })

  t.test('orders that are paid in part, or too much until it goes back', async (t) => {
    const part = await orderPaid({ captured: 1_000 })
    t.match(await listed(part.id), [{ captured: 1_000, excess: -156 }])
    const { id } = await createOrder(app)
    await receive(id, 1_200)
    t.match(await listed(id), [{ captured: 1_200, excess: 44 }])
    await askFor(id, 44)
    t.match(await listed(id), [{ excess: 0, refunds: [{ status: 'asked' }] }], 'they pay it back by hand')
  })

  t.test('a refund of a provider that it has not taken for a day, or that failed', async (t) => {
    const { id } = await orderPaid()
    await cancel(id)
    t.same(await listed(id), [])
    t.equal((await listed(id, new Date(Date.now() + 25 * 60 * 60_000))).length, 1)
    await db.refund.updateMany({ where: { payment: { orderId: id } }, data: { status: 'failed' } })
    t.match(await listed(id), [{ excess: 1_156 }])
  })

  t.test('a refund that failed until as much was paid back after it', async (t) => {
    const { id } = await orderPaid()
    const failedOf = async () => (await countTroubled(payments)).failedRefunds
    const before = await failedOf()
    const fails = async () => {
      await askFor(id, 300)
      await db.refund.updateMany({
        where: { payment: { orderId: id }, status: 'asked' },
        data: { status: 'failed' }
      })
    }
    await fails()
    await fails()
    t.equal((await listed(id)).length, 1)
    t.equal((await failedOf()) - before, 2)
    await askFor(id, 200)
    await doTasks()
    t.equal((await listed(id)).length, 1, 'a part is not enough')
    await askFor(id, 100)
    await doTasks()
    t.same(await listed(id), [])
    t.equal(await failedOf(), before)
    await fails()
    t.equal((await listed(id)).length, 1, 'what was paid back before does not count')
    t.equal((await failedOf()) - before, 1)
  })

  t.test('in as many queries, however many those are', async (t) => {
    const { id } = await createOrder(app)
    await receive(id, 1_200)
    const list = () => listPaymentsToCheck(payments, { limit: 500 })
    const queries = await countQueries(list)
    const { id: other } = await createOrder(app)
    await receive(other, 1_000)
    t.equal(await countQueries(list), queries)
  })
})
