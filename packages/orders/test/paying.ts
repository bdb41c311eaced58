import { recordMessages } from '@larder/mail'
import { checkStock } from '@larder/stock'
import { replace } from '@larder/testing'
import tap, { test } from 'tap'
import {
  checkOrders,
  dueOf,
  expireOrder,
  expireOverdueOrders,
  readOrder,
  restoreOrder
} from '../src/index.js'
import { createOrder, draftLine, place, stockGood } from '../src/testing/index.js'
import { HOUR, NOW, orderActions } from './fixtures/order-actions.js'
import { ordersApp } from './fixtures/orders-app.js'

const app = await ordersApp(tap)
const { db } = app
const { cancel, cancelSome, change, events, onHand, pack, pay, send } = orderActions(app)

test('recordPayment', async (t) => {
  t.test('has the first state that fits', async (t) => {
    const { id } = await createOrder(app)
    const states: string[] = []
    for (const sums of [
      { failed: true },
      { authorized: 1_156 },
      { paid: 1_155 },
      { paid: 1_156 },
      { paid: 1_156, refunded: 100 },
      { paid: 1_156, refunded: 1_156 }
    ]) {
      await pay(id, sums)
      states.push((await readOrder(db, id)).payment)
    }
    t.same(states, ['failed', 'authorized', 'due', 'paid', 'part_refunded', 'refunded'])
  })

  t.test('leaves due what was paid in part and paid back', async (t) => {
    const { id } = await createOrder(app)
    for (const [sums, state] of [
      [{ paid: 300, refunded: 300 }, 'due'],
      [{ paid: 300, refunded: 100 }, 'due'],
      [{ paid: 300, refunded: 100, authorized: 956 }, 'authorized'],
      [{ paid: 1_456, refunded: 300 }, 'part_refunded']
    ] as const) {
      await pay(id, sums)
      t.equal((await readOrder(db, id)).payment, state)
    }
    t.equal((await events(id)).filter((kind) => kind === 'mailed').length, 3, 'placed, and refunded twice')
  })

  t.test('leaves due what is owed beside what went back', async (t) => {
    const { id } = await createOrder(app)
    await pay(id, { paid: 823, refunded: 823 })
    await cancelSome(id, 1, 1)
    const { payment, ...order } = await readOrder(db, id)
    t.match({ payment, due: dueOf({ payment, ...order }) }, { payment: 'due', due: 823 })
    const other = await createOrder(app)
    await pay(other.id, { paid: 300, refunded: 300 })
    await pay(other.id, { paid: 1_200, refunded: 300 })
    t.match(await readOrder(db, other.id), { payment: 'due' })
    t.equal(dueOf(await readOrder(db, other.id)), 256)
    t.same(await checkOrders(db), [])
  })

  t.test('is settled by what arrives, also where some of it is back when it is heard of', async (t) => {
    const { id } = await createOrder(app)
    await pay(id, { paid: 1_156, refunded: 156 })
    t.match(await readOrder(db, id), { payment: 'part_refunded' })
    t.same(await checkOrders(db), [])
  })

  t.test('has an order expire of which all was paid back that came', async (t) => {
    const { id } = await createOrder(app)
    await pay(id, { paid: 300, refunded: 300 })
    const { payBy } = await readOrder(db, id)
    const { outcome } = await expireOrder(db, id, app.orders, payBy ?? NOW)
    t.equal(outcome, 'expired')
  })

  t.test('has an order expire whose authorisation ended after its time', async (t) => {
    const { id, goodId } = await createOrder(app)
    await pay(id, { authorized: 1_156 })
    const { payBy } = await readOrder(db, id)
    await app.tasks.runDue(payBy ?? NOW)
    t.match(await readOrder(db, id), { status: 'placed' })
    await db.order.update({ where: { id }, data: { payBy: new Date(NOW.getTime() - HOUR) } })
    const mails = await recordMessages(app, () => pay(id, {}))
    t.match(mails, [{ subject: `Your order ${1_000 + id} is not paid yet` }])
    t.match(await readOrder(db, id), { status: 'placed', payment: 'due' }, 'its customer has a day')
    t.equal(await expireOverdueOrders(db, [goodId], app.orders, NOW), 0, 'whoever wants its goods')
    await app.tasks.runDue(new Date(NOW.getTime() + 25 * HOUR))
    t.match(await readOrder(db, id), { status: 'cancelled' })
  })

  t.test('leaves a day to pay otherwise where what kept an overdue order comes to nothing', async (t) => {
    const kept = [
      { before: {}, after: { failed: true } },
      { before: { paid: 300 }, after: { paid: 300, refunded: 300 } }
    ]
    for (const { before, after } of kept) {
      const { id } = await createOrder(app)
      await pay(id, before)
      const payBy = new Date(NOW.getTime() - HOUR)
      await db.order.update({ where: { id }, data: { payBy } })
      await pay(id, after)
      t.same((await readOrder(db, id)).payBy, new Date(NOW.getTime() + 24 * HOUR))
      t.match(await expireOrder(db, id, app.orders, NOW), { outcome: 'not-due' })
      await app.tasks.runDue(new Date(NOW.getTime() + 25 * HOUR))
      t.match(await readOrder(db, id), { status: 'cancelled' })
    }
  })

  t.test('has a parcel wait whose authorisation ended', async (t) => {
    const { id } = await createOrder(app)
    await pay(id, { authorized: 1_156 })
    await pack(id, 2)
    await pay(id, {})
    t.same(await send(id), { outcome: 'unpaid' })
    await pay(id, { paid: 1_156 })
    t.same(await send(id), { outcome: 'sent' })
  })

  t.test('does not tell a second time of what was paid when a refund comes back', async (t) => {
    const { id } = await createOrder(app)
    await pay(id, { paid: 1_156 })
    await pay(id, { paid: 1_156, refunded: 100 })
    const mails = await recordMessages(app, () => pay(id, { paid: 1_156 }))
    t.same(mails, [])
    t.match(await readOrder(db, id), { payment: 'paid' })
  })

  t.test('changes nothing a second time, and mails once', async (t) => {
    const { id } = await createOrder(app)
    const mails = await recordMessages(app, async () => {
      t.same(await pay(id, { paid: 1_156 }), { outcome: 'recorded' })
      t.same(await pay(id, { paid: 1_156 }), { outcome: 'unchanged' })
    })
    t.same(
      mails.map(({ subject }) => subject),
      [`We have your payment for order ${1_000 + id}`]
    )
    t.same(await events(id), ['placed', 'mailed', 'payment', 'mailed'])
  })

  t.test('tells when too much was paid', async (t) => {
    const { id } = await createOrder(app)
    t.same(await pay(id, { paid: 2_000 }), { outcome: 'overpaid' })
    t.same(await events(id), ['placed', 'mailed', 'payment', 'overpaid', 'mailed'])
  })
})

test('an order that is not paid', async (t) => {
  t.test('expires by its task, and its stock comes back', async (t) => {
    const { id, goodId } = await createOrder(app)
    await app.tasks.runDue(new Date(Date.now() + 2 * HOUR))
    t.match(await readOrder(db, id), { status: 'cancelled' })
    t.same(await events(id), ['placed', 'mailed', 'expired', 'mailed'])
    t.equal(await onHand(goodId), 10)
  })

  t.test('expires at once where its goods are wanted', async (t) => {
    const { id, goodId } = await createOrder(app, { payBy: new Date(Date.now() - 1) })
    t.equal(await expireOverdueOrders(db, [goodId], app.orders, new Date()), 1)
    t.match(await readOrder(db, id), { status: 'cancelled' })
    t.equal(await expireOverdueOrders(db, [goodId], app.orders, new Date()), 0)
  })

  t.test('is taken up again when the payment comes late, until staff cancel it', async (t) => {
    const { id, goodId } = await createOrder(app)
    const restore = () => change((tx) => restoreOrder(tx, id, app.orders, NOW))
    for (let round = 0; round < 2; round++) {
      t.same(await cancel(id, 'expiry', new Date(Date.now() + 2 * HOUR)), { outcome: 'cancelled' })
      t.equal(await onHand(goodId), 10)
      t.same(await restore(), { outcome: 'restored' })
      t.equal(await onHand(goodId), 8)
      t.match(await readOrder(db, id), { status: 'placed', cancelledTotal: 0, lines: [{ cancelled: 0 }] })
    }
    await cancel(id, 'staff', new Date(Date.now() + HOUR))
    t.same(await restore(), { outcome: 'not-expired' })
    t.equal(await onHand(goodId), 10)
  })

  t.test('is no paid one when it is cancelled, and becomes one when it is restored and paid', async (t) => {
    const { id } = await createOrder(app)
    await cancel(id, 'expiry', new Date(Date.now() + 2 * HOUR))
    t.same(await pay(id, {}), { outcome: 'unchanged' })
    await pay(id, { failed: true })
    t.match(await readOrder(db, id), { payment: 'failed' })
    await change((tx) => restoreOrder(tx, id, app.orders, NOW))
    const mails = await recordMessages(app, async () => void (await pay(id, { paid: 1_156 })))
    t.match(await readOrder(db, id), { status: 'placed', payment: 'paid' })
    t.equal(mails.length, 1)
  })
})

test('what is due of an order', async (t) => {
  const sums = { payment: 'due' as const, total: 1_000, cancelledTotal: 0, paid: 0, refunded: 0 }
  t.equal(dueOf(sums), 1_000)
  t.equal(dueOf({ ...sums, paid: 400 }), 600)
  t.equal(dueOf({ ...sums, paid: 400, refunded: 400 }), 1_000, 'what was sent back is due again')
  const settled = { ...sums, payment: 'part_refunded' as const, paid: 1_000, refunded: 300 }
  t.equal(dueOf(settled), 0, 'but not after a complaint')
  t.equal(dueOf({ ...sums, cancelledTotal: 200, paid: 1_000, refunded: 200 }), 0)
  t.equal(dueOf({ ...sums, paid: 1_200 }), 0)
})

test('an order whose payment is not known is asked about within five minutes, later within the hour', async (t) => {
  const app = await ordersApp(t)
  app.beforeOrderExpires(async () => 'wait')
  const { id } = await createOrder(app)
  const due = (await readOrder(app.db, id)).payBy?.getTime() ?? 0
  /** When it is asked about again, if it is asked about at this time; both from when it was due. */
  const nextAfter = async (time: number) => {
    await app.db.task.deleteMany()
    const asked = await expireOrder(app.db, id, app.orders, new Date(due + time))
    t.same(asked, { outcome: 'wait' })
    const { dueAt } = await app.db.task.findFirstOrThrow({ where: { kind: 'orders.expire' } })
    return dueAt.getTime() - due
  }
  t.ok((await nextAfter(0)) <= HOUR / 12)
  const next = await nextAfter(24 * HOUR)
  t.ok(next <= 25 * HOUR)
  t.equal(await nextAfter(next - 1), next, 'on the marks of the clock')
  t.equal(await nextAfter(next), next + HOUR)
})

test('an overdue order whose goods are wanted is reached behind others that have to wait', async (t) => {
  const app = await ordersApp(t)
  // Else a busy machine uses up the two seconds of a run.
  const now = Date.now()
  replace(t, Date, 'now', () => now)
  const goodId = await stockGood(app, 10)
  const asked: number[] = []
  const stuck = new Set<number>()
  app.beforeOrderExpires(async (_db, { id }) => {
    asked.push(id)
    return stuck.has(id) ? 'wait' : 'go on'
  })
  const lines = [draftLine({ goodId, quantity: 1 })]
  const overdue = async (minutes: number) => {
    const placed = await place(app, { lines, payBy: new Date(NOW.getTime() - minutes * 60_000) })
    return 'id' in placed ? placed.id : 0
  }
  await app.db.order.update({ where: { id: await overdue(10) }, data: { paid: 1 } })
  for (let minutes = 9; minutes > 5; minutes--) stuck.add(await overdue(minutes))
  const behind = await overdue(1)
  t.equal(await expireOverdueOrders(app.db, [goodId], app.orders, NOW), 1)
  t.same(asked, [...stuck, behind], 'the oldest first')
  t.match(await readOrder(app.db, behind), { status: 'cancelled' })

  const last = await overdue(0)
  t.equal(await expireOverdueOrders(app.db, [goodId], app.orders, NOW), 1)
  t.same(asked.slice(5), [last], 'no visitor waits for the same answers again')
  stuck.clear()
  t.equal(await expireOverdueOrders(app.db, [goodId], app.orders, new Date(NOW.getTime() + HOUR)), 3)
})

test('after all of this the ledger of the stock is right', async (t) => {
  t.same(await checkStock(db), [])
})
