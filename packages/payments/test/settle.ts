import { inTransaction } from '@larder/database'
import { recordMessages } from '@larder/mail'
import { cancelUnits, returnUnits } from '@larder/orders'
import { createOrder, sendWhole } from '@larder/orders/testing'
import { adjustStock, findStock } from '@larder/stock'
import tap, { test } from 'tap'
import { beginPayment, countPayments, listPaymentsToCheck, recordReceipt, settle } from '../src/index.js'
import { followUp } from '../src/settling/receive-event.js'
import { paymentsApp } from './fixtures/payments-app.js'

const { app, provider, db, orderBegun, stateOf, attemptsOf, cancel, doTasks, expire } = await paymentsApp(tap)
const { payments } = app
const PAID = { status: 'placed', payment: 'paid', paid: 1_156, refunded: 0 }
const DUE = { status: 'placed', payment: 'due', paid: 0, refunded: 0 }

test('settle', async (t) => {
  t.test('pays the order, once for all who ask at once', async (t) => {
    const { id, key, payment } = await orderBegun()
    provider.pay(key)
    await Promise.all([1, 2, 3].map(() => settle(payments, payment.id)))
    t.same(await stateOf(id), PAID)
    t.equal(await db.orderEvent.count({ where: { orderId: id, kind: 'payment' } }), 1)
    t.match(await attemptsOf(id), [{ status: 'captured', captured: 1_156, openOrderId: null }])
  })

  t.test('changes nothing while the customer pays', async (t) => {
    const { id, payment } = await orderBegun()
    t.same(await settle(payments, payment.id), { outcome: 'settled' })
    t.same(await stateOf(id), DUE)
  })

  t.test('knows of nothing where nothing was begun', async (t) => {
    const { id } = await createOrder(app, { paymentMethod: 'memory' })
    const [payment] = await attemptsOf(id)
    t.same(await settle(payments, payment?.id ?? 0), { outcome: 'unknown' })
  })

  t.test('says of a payment that failed that another is needed', async (t) => {
    const { id, key, payment } = await orderBegun()
    provider.pay(key, { status: 'failed', captured: 0 })
    await settle(payments, payment.id)
    t.match(await stateOf(id), { payment: 'failed', paid: 0 })
  })

  t.test('keeps less than was asked for, which leaves the rest due', async (t) => {
    const { id, key, payment } = await orderBegun()
    provider.pay(key, { captured: 1_000 })
    await settle(payments, payment.id)
    t.match(await stateOf(id), { payment: 'due', paid: 1_000 })
  })

  t.test('ends alike in whatever order it is answered', async (t) => {
    const readings = [
      { status: 'pending' as const, captured: 0 },
      { status: 'authorized' as const, authorized: 1_156, captured: 0 },
      { status: 'captured' as const, authorized: 1_156 },
      { authorized: 1_156, refunds: [{ ref: 're', amount: 156, status: 'done' as const }] }
    ]
    const ends = new Set<string>()
    for (const order of permutations(readings)) {
      const { id, key, payment } = await orderBegun()
      for (const reading of order) {
        provider.pay(key, { refunds: [], ...reading })
        await settle(payments, payment.id)
      }
      const [{ status, authorized, captured, refunded } = {}] = await attemptsOf(id)
      ends.add(JSON.stringify([await stateOf(id), { status, authorized, captured, refunded }]))
    }
    t.equal(ends.size, 1)
    t.match([...ends][0], '"payment":"part_refunded","paid":1156,"refunded":156')
  })

  t.test('shows staff what came in another currency, and does not count it', async (t) => {
    const { id, key, payment } = await orderBegun()
    provider.pay(key, { currency: 'USD' })
    t.same(await settle(payments, payment.id), { outcome: 'other-currency' })
    t.same(await stateOf(id), DUE)
    t.match(await listPaymentsToCheck(payments), [{ id: payment.id, problem: 'other-currency' }])
    t.same(await expire(id), { outcome: 'wait' }, 'money is there: the order does not expire')
    provider.pay(key, { currency: 'EUR' })
    await settle(payments, payment.id)
    t.equal((await attemptsOf(id))[0]?.problem, null)
  })

  t.test('lets an order go that was paid in another currency once staff have seen to it', async (t) => {
    const { id, key, payment } = await orderBegun()
    provider.pay(key, { currency: 'USD' })
    t.same(await expire(id), { outcome: 'wait' })
    await db.payment.update({ where: { id: payment.id }, data: { seenProblem: 'other-currency' } })
    t.notOk((await listPaymentsToCheck(payments)).some((row) => row.id === payment.id))
    t.same(await expire(id), { outcome: 'expired' })
    t.match(await attemptsOf(id), [{ status: 'cancelled', openOrderId: null }])
  })
})

test('a payment whose answer and notification are lost is found by a task', async (t) => {
  const { id } = await createOrder(app, { paymentMethod: 'memory' })
  provider.misbehave('begin', 'done and failed')
  await beginPayment(payments, id)
  provider.pay((await attemptsOf(id))[0]?.idempotencyKey ?? '')
  await doTasks()
  t.same(await stateOf(id), PAID)
})

test('an order that expires', async (t) => {
  t.test('has its attempt ended first', async (t) => {
    const { id, key } = await orderBegun()
    t.same(await expire(id), { outcome: 'expired' })
    t.match(await attemptsOf(id), [{ status: 'expired', openOrderId: null }])
    t.equal(provider.accounts.get(key)?.page, 'ended')
  })

  t.test('was paid after all, and stays', async (t) => {
    const { id, key } = await orderBegun()
    provider.pay(key)
    t.same(await expire(id), { outcome: 'not-due' })
    t.same(await stateOf(id), PAID)
  })

  t.test('waits while the provider is away, and while its answer is on the way', async (t) => {
    for (const call of ['abandon', 'read']) {
      const { id } = await orderBegun()
      provider.misbehave(call, 'away')
      t.same(await expire(id), { outcome: 'wait' })
    }
    const { id, key } = await orderBegun()
    Object.assign(provider.accounts.get(key) ?? {}, { page: 'ended' })
    t.same(await expire(id), { outcome: 'wait' })
  })

  t.test('asks no provider where it has none', async (t) => {
    const { id } = await createOrder(app)
    t.same(await expire(id), { outcome: 'expired' })
  })
})

test('a payment that comes late', async (t) => {
  const expiredThenPaid = async (changes = {}) => {
    const { id, key, payment, goodId } = await orderBegun()
    await expire(id)
    provider.pay(key, changes)
    return { id, payment, goodId }
  }

  t.test('has its expired order taken up again', async (t) => {
    const { id, payment, goodId } = await expiredThenPaid()
    await settle(payments, payment.id)
    t.same(await stateOf(id), PAID)
    t.match(await findStock(db, [goodId]), [{ onHand: 8 }])
  })

  t.test('goes back where the stock is gone', async (t) => {
    const { id, payment, goodId } = await expiredThenPaid()
    await inTransaction(db, (tx) => adjustStock(tx, { goodId, by: -9, kind: 'corrected' }, app.stockHooks))
    await settle(payments, payment.id)
    t.match(await stateOf(id), { status: 'cancelled', paid: 1_156, refunded: 0 })
    await doTasks()
    t.match(await stateOf(id), { status: 'cancelled', payment: 'refunded', refunded: 1_156 })
    t.match(await findStock(db, [goodId]), [{ onHand: 1 }])
  })

  t.test('goes back where it is too little', async (t) => {
    const { id, payment } = await expiredThenPaid({ captured: 1_155 })
    await settle(payments, payment.id)
    await doTasks()
    t.match(await stateOf(id), { status: 'cancelled', payment: 'refunded', refunded: 1_155 })
  })

  t.test('takes no order up with what is on its way back', async (t) => {
    const { id } = await createOrder(app, { paymentMethod: 'transfer' })
    await expire(id)
    const cause = { now: new Date() }
    await recordReceipt(payments, id, { amount: 500, cause })
    await recordReceipt(payments, id, { amount: 656, cause })
    t.match(await stateOf(id), { status: 'cancelled' })
    const asked = (await attemptsOf(id)).flatMap(({ refunds }) => refunds.map(({ amount }) => amount))
    t.same(asked, [500, 656])
  })

  t.test('pays an order that came back too little before', async (t) => {
    const { id } = await createOrder(app, { paymentMethod: 'transfer' })
    await expire(id)
    const cause = { now: new Date() }
    await recordReceipt(payments, id, { amount: 500, cause })
    const mails = await recordMessages(app, () => recordReceipt(payments, id, { amount: 1_156, cause }))
    t.match(mails, [{ subject: `We have your payment for order ${1_000 + id}` }])
    t.match(await stateOf(id), { status: 'placed', payment: 'paid' })
  })

  t.test('goes back where the customer has cancelled the order', async (t) => {
    const { id, key, payment } = await orderBegun()
    await cancel(id)
    provider.pay(key)
    await Promise.all([settle(payments, payment.id), settle(payments, payment.id)])
    await doTasks()
    t.match(await stateOf(id), { status: 'cancelled', payment: 'refunded', refunded: 1_156 })
    t.equal((await attemptsOf(id))[0]?.refunds.length, 1)
  })
})

test('what is authorised is taken when the order is sent', async (t) => {
  const { id, key, payment } = await orderBegun()
  provider.pay(key, { status: 'authorized', authorized: 1_156, captured: 0, page: 'open' })
  await settle(payments, payment.id)
  t.match(await stateOf(id), { payment: 'authorized', paid: 0 })
  t.match(await expire(id), { outcome: 'not-due' })
  provider.misbehave('capture', 'done and failed')
  await sendWhole(app, id)
  await doTasks()
  await doTasks()
  t.same(await stateOf(id), PAID)
  t.equal(provider.calls.filter((name) => name === 'capture').length, 1)
})

test('what is authorised', async (t) => {
  const orderAuthorised = async () => {
    const order = await orderBegun()
    provider.pay(order.key, { status: 'authorized', authorized: 1_156, captured: 0, page: 'open' })
    await settle(payments, order.payment.id)
    return order
  }
  const inSixDays = () => new Date(Date.now() + 6 * 24 * 60 * 60_000)

  t.test('is let go where the order is cancelled', async (t) => {
    const { id, key } = await orderAuthorised()
    await cancel(id, 'staff')
    await doTasks()
    t.match(provider.accounts.get(key), { status: 'cancelled', authorized: 0 })
    t.match(await attemptsOf(id), [{ status: 'cancelled', openOrderId: null }])
    t.match(await stateOf(id), { status: 'cancelled', paid: 0 })
  })

  t.test('is let go where all that was sent comes back', async (t) => {
    const { id, key } = await orderAuthorised()
    provider.misbehave('capture', 'away')
    await sendWhole(app, id)
    const units = [{ position: 1, quantity: 2, restock: true }]
    await inTransaction(db, (tx) => returnUnits(tx, id, units, { now: new Date() }, app.orders))
    await doTasks()
    t.match(provider.accounts.get(key), { status: 'cancelled', authorized: 0, captured: 0 })
    t.match(await stateOf(id), { status: 'placed', payment: 'paid', paid: 0 })
  })

  t.test('is kept where a part of the order is cancelled', async (t) => {
    const { id, key } = await orderAuthorised()
    const units = [{ position: 1, quantity: 1 }]
    await inTransaction(db, (tx) => cancelUnits(tx, id, units, { now: new Date() }, app.orders))
    await doTasks()
    t.match(provider.accounts.get(key), { status: 'authorized', authorized: 1_156 })
  })

  t.test('is shown to staff when it lapses soon, unless its order is cancelled', async (t) => {
    const [kept, cancelled] = [await orderAuthorised(), await orderAuthorised()]
    await cancel(cancelled.id)
    await followUp(payments, inSixDays())
    t.match(await attemptsOf(kept.id), [{ problem: 'lapses-soon' }])
    t.match(await attemptsOf(cancelled.id), [{ problem: null }])
    t.ok((await listPaymentsToCheck(payments)).some(({ problem }) => problem === 'lapses-soon'))
  })
})

test('the provider of these tests refuses to be asked inside a transaction', async (t) => {
  const { payment } = await orderBegun()
  await t.rejects(
    inTransaction(db, () => settle(payments, payment.id)),
    { message: 'The provider is asked inside a transaction.' }
  )
})

test('countPayments', async (t) => {
  const before = await countPayments(db)
  const count = (groups: typeof before) =>
    groups.find(({ method, status }) => method === 'memory' && status === 'pending')?.count ?? 0
  await orderBegun()
  t.equal(count(await countPayments(db)), count(before) + 1)
})

function permutations<Item>(items: Item[]): Item[][] {
  if (items.length < 2) return [items]
  return items.flatMap((item, at) => permutations(items.toSpliced(at, 1)).map((rest) => [item, ...rest]))
}
