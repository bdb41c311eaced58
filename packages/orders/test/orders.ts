import { randomUUID } from 'node:crypto'
import { inTransaction, type PrismaClient, rollBack } from '@larder/database'
import { recordMessages } from '@larder/mail'
import { sumAmounts } from '@larder/money'
import { checkStock, findStock } from '@larder/stock'
import { replace } from '@larder/testing'
import tap, { test } from 'tap'
import {
  cancelOrder,
  cancelUnits,
  checkOrders,
  claimOrders,
  dueOf,
  expireOrder,
  expireOverdueOrders,
  findTaxRates,
  hasBought,
  issueInvoice,
  listBoughtGoods,
  listOrderedTogether,
  type PaymentSums,
  packOrder,
  placeOrder,
  priceOrder,
  readDocument,
  readOrder,
  recordArrival,
  recordPayment,
  restoreOrder,
  returnUnits,
  sendOrder,
  unpackParcel
} from '../src/index.js'
import { createOrder, draftLine, draftOrder, place, sendWhole, stockGood } from '../src/testing/index.js'
import { ordersApp } from './fixtures/orders-app.js'

const app = await ordersApp(tap)
const { db } = app
const NOW = new Date()
const HOUR = 60 * 60_000

/** Runs a function of this package in a transaction. */
function change<Result>(
  work: (tx: Parameters<Parameters<PrismaClient['$transaction']>[0]>[0]) => Promise<Result>
) {
  return inTransaction<Result>(db, work)
}

const pay = (id: number, sums: Partial<PaymentSums>) =>
  change((tx) =>
    recordPayment(
      tx,
      id,
      { paid: 0, refunded: 0, authorized: 0, failed: false, ...sums },
      { now: NOW },
      app.orders
    )
  )
const cancel = (id: number, by: 'customer' | 'staff' | 'expiry' = 'customer', now = NOW) =>
  change((tx) => cancelOrder(tx, id, { by, now }, app.orders))
const cancelSome = (id: number, position: number, quantity: number) =>
  change((tx) => cancelUnits(tx, id, [{ position, quantity }], { now: NOW }, app.orders))
const pack = (id: number, quantity: number, more: { reducedBy?: number } = {}) =>
  change((tx) => packOrder(tx, id, { units: [{ position: 1, quantity, ...more }] }, { now: NOW }, app.orders))
const send = (id: number) =>
  change((tx) => sendOrder(tx, id, { carrier: 'DHL', tracking: '0034' }, { now: NOW }, app.orders))
const onHand = async (goodId: number) => (await findStock(db, [goodId]))[0]?.onHand
const events = async (orderId: number) =>
  (await db.orderEvent.findMany({ where: { orderId }, orderBy: { id: 'asc' } })).map(({ kind }) => kind)

test('the price of an order', async (t) => {
  t.test('is the same in lines, taxes and total, for any order', async (t) => {
    for (let round = 0; round < 500; round++) {
      const lines = Array.from({ length: 1 + random(6) }, () => {
        const line = draftLine({
          quantity: 1 + random(20),
          unitPrice: random(3_000),
          deposit: random(50),
          taxCategory: random(2) === 0 ? 'standard' : 'reduced'
        })
        return { ...line, discount: random(line.quantity * (line.unitPrice + line.deposit) + 1) }
      })
      const draft = draftOrder({ lines })
      draft.delivery.price = random(1_000)
      const priced = priceOrder(draft, app.orders.hooks)
      const sum = (numbers: number[]) => numbers.reduce((sum, number) => sum + number, 0)
      const gross = sum(priced.lines.map(({ total }) => total)) + priced.deliveryTotal
      if (gross !== priced.total || sum(priced.taxLines.map((line) => line.gross)) !== gross) {
        t.fail(JSON.stringify(draft))
      }
      if (priced.goodsTotal + priced.deliveryTotal - priced.discountTotal !== priced.total) {
        t.fail(JSON.stringify(draft))
      }
    }
  })

  t.test('needs a rate for each of its categories', async (t) => {
    const draft = draftOrder({ taxRates: { standard: 190_000 } })
    t.throws(() => priceOrder(draft, app.orders.hooks), { code: 'ORDERS_ERR_NO_TAX_RATE' })
  })

  t.test('has the rates of a country at a moment', async (t) => {
    const rates = [
      { fromAt: new Date('2020-01-01'), rate: 190_000 },
      { fromAt: new Date('2030-01-01'), rate: 200_000 }
    ]
    await db.taxRate.createMany({
      data: rates.map((rate) => ({ country: 'AT', category: 'standard', ...rate }))
    })
    t.same(await findTaxRates(db, 'AT', new Date('2029-12-31')), { standard: 190_000 })
    t.same(await findTaxRates(db, 'AT', new Date('2030-01-01')), { standard: 200_000 })
    t.same(await findTaxRates(db, 'FR', NOW), {})
  })
})

test('placeOrder', async (t) => {
  t.test('writes what was ordered, takes its stock and mails a link', async (t) => {
    const goodId = await stockGood(app, 10)
    app.noteInOrderMails((mail) => `A note on it: ${mail}`)
    const [mail] = await recordMessages(app, async () => {
      const outcome = await place(app, { lines: [draftLine({ goodId }), draftLine({ goodId, quantity: 1 })] })
      t.equal(outcome.outcome, 'placed')
    })
    t.equal(await onHand(goodId), 7)
    const order = await db.order.findFirstOrThrow({
      orderBy: { id: 'desc' },
      include: { lines: true, taxLines: true, addresses: true, events: true }
    })
    t.match(order, {
      number: String(1_000 + order.id),
      status: 'placed',
      payment: 'due',
      delivery: 'open',
      goodsTotal: 999,
      total: 1_489,
      lines: [
        { position: 1, total: 666 },
        { position: 2, total: 333 }
      ],
      taxLines: [{ country: 'DE', category: 'reduced', gross: 1_489 }],
      addresses: [{ city: 'Berlin' }, { city: 'Berlin' }],
      events: [{ kind: 'placed' }]
    })
    t.equal(mail?.to[0], 'anna@example.org')
    t.match(mail?.text, '2 × Plums (1 kg): €6.66\n')
    t.match(mail?.text, 'Total: €14.89\n')
    t.match(mail?.text, /^Please pay €14\.89 by .+\.$/m)
    t.match(mail?.text, '\nA note on it: placed\n\n', 'what another package adds')
    t.match(mail?.links[0], new RegExp(`^http://shop\\.example/orders/${order.number}\\?key=[\\w-]{43}$`))
  })

  t.test('makes one order of a checkout', async (t) => {
    const goodId = await stockGood(app, 10)
    const wish = { checkoutId: randomUUID(), lines: [draftLine({ goodId })] }
    const first = await place(app, wish)
    t.match(await place(app, wish), { ...first, outcome: 'same' })
    t.equal(await onHand(goodId), 8)
  })

  t.test('tells all goods that are short, and leaves nothing', async (t) => {
    const [few, none] = [await stockGood(app, 1), await stockGood(app, 1)]
    const lines = [draftLine({ goodId: few }), draftLine({ goodId: none, quantity: 5 })]
    const priced = priceOrder(draftOrder({ lines }), app.orders.hooks)
    const outcome = await inTransaction(db, async (tx) => {
      const placed = await placeOrder(tx, priced, app.orders, { now: NOW })
      return placed.outcome === 'short' ? rollBack(placed) : placed
    })
    t.same(outcome, {
      outcome: 'short',
      lines: [
        { goodId: few, quantity: 2, available: 1 },
        { goodId: none, quantity: 5, available: 1 }
      ]
    })
    t.equal(await db.order.count({ where: { checkoutId: priced.draft.checkoutId } }), 0)
  })

  t.test('that comes too late does not wait for those who take the last units', async (t) => {
    const goodId = await stockGood(app, 1)
    await change(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM stock_levels WHERE good_id = ${goodId} FOR UPDATE`
      const wish = { lines: [draftLine({ goodId, quantity: 2 })] }
      t.match(await place(app, wish), { outcome: 'short', lines: [{ goodId, quantity: 2, available: 1 }] })
    })
  })

  t.test('says of each line how many units are not there yet', async (t) => {
    const goodId = await stockGood(app, 3)
    await db.stockLevel.update({ where: { goodId }, data: { backorder: true } })
    const lines = [2, 1, 2].map((quantity) => draftLine({ goodId, quantity }))
    const outcome = await place(app, { lines })
    const order = await readOrder(db, 'id' in outcome ? outcome.id : 0)
    t.same(
      order.lines.map(({ backordered }) => backordered),
      [0, 0, 2]
    )
  })

  t.test('pays an order of 0 at once, and has it not expire', async (t) => {
    const goodId = await stockGood(app, 3)
    const draft = draftOrder({ lines: [draftLine({ goodId, discount: 666 })] })
    draft.delivery.price = 0
    const outcome = await place(app, draft)
    const id = 'id' in outcome ? outcome.id : 0
    t.match(await readOrder(db, id), { total: 0, payment: 'paid' })
    t.equal(await db.task.count({ where: { dedupeKey: `orders.expire:${id}` } }), 0)
  })
})

test('cancelOrder', async (t) => {
  t.test('puts the stock back once, and owes nothing', async (t) => {
    const { id, goodId } = await createOrder(app)
    const mails = await recordMessages(app, async () => {
      t.same(await cancel(id), { outcome: 'cancelled' })
      t.same(await cancel(id), { outcome: 'already' })
      t.same(await cancel(id, 'expiry', new Date(Date.now() + 2 * HOUR)), { outcome: 'already' })
    })
    t.equal(mails.length, 1)
    t.equal(await onHand(goodId), 10)
    t.match(await readOrder(db, id), {
      status: 'cancelled',
      cancelledTotal: 1_156,
      lines: [{ cancelled: 2 }]
    })
    t.same(await events(id), ['placed', 'mailed', 'cancelled', 'mailed'])
  })

  t.test('is for the customer until it is packed, for staff until it is sent', async (t) => {
    const { id, goodId } = await createOrder(app, { payBy: null })
    await pack(id, 1)
    t.same(await cancel(id), { outcome: 'too-late' })
    t.same(await cancel(id, 'staff'), { outcome: 'cancelled' })
    t.equal(await onHand(goodId), 10)
    const other = await createOrder(app, { payBy: null })
    await pack(other.id, 1)
    await send(other.id)
    t.same(await cancel(other.id, 'staff'), { outcome: 'too-late' })
  })

  t.test('is for expiry only when the order is due and nothing is paid', async (t) => {
    const later = new Date(Date.now() + 2 * HOUR)
    const { id } = await createOrder(app)
    t.same(await cancel(id, 'expiry'), { outcome: 'not-due' })
    await pay(id, { paid: 1 })
    t.same(await cancel(id, 'expiry', later), { outcome: 'not-due' })
    const authorized = await createOrder(app)
    await pay(authorized.id, { authorized: 1_156 })
    t.same(await cancel(authorized.id, 'expiry', later), { outcome: 'not-due' })
    const onDelivery = await createOrder(app, { payBy: null })
    t.same(await cancel(onDelivery.id, 'expiry', later), { outcome: 'not-due' })
  })
})

test('cancelUnits', async (t) => {
  t.test('gives back what each unit cost, to the cent, and each time its stock', async (t) => {
    const goodId = await stockGood(app, 10)
    const outcome = await place(app, {
      lines: [draftLine({ goodId, quantity: 3, unitPrice: 100, discount: 100 })]
    })
    const id = 'id' in outcome ? outcome.id : 0
    t.same(await cancelSome(id, 1, 4), { outcome: 'too-many' })
    t.same(await cancelSome(id, 2, 1), { outcome: 'too-many' })
    const owed: number[] = []
    for (let unit = 0; unit < 2; unit++) {
      t.same(await cancelSome(id, 1, 1), { outcome: 'cancelled' })
      owed.push((await readOrder(db, id)).cancelledTotal)
    }
    t.same(owed, [67, 133])
    t.equal(await onHand(goodId), 9)
    t.same(await cancelSome(id, 1, 1), { outcome: 'cancelled' })
    t.match(await readOrder(db, id), { status: 'cancelled', cancelledTotal: 690 })
    t.equal(await onHand(goodId), 10)
  })

  t.test('leaves what is packed, and an order is paid when less is owed', async (t) => {
    const { id } = await createOrder(app)
    await pay(id, { paid: 823 })
    t.match(await readOrder(db, id), { payment: 'due' })
    await cancelSome(id, 1, 1)
    t.match(await readOrder(db, id), { payment: 'paid', cancelledTotal: 333 })
    await pack(id, 1)
    t.same(await cancelSome(id, 1, 1), { outcome: 'too-many' })
  })

  t.test('leaves an order whose rest is sent as one that is sent, and is complete in time', async (t) => {
    const { id } = await createOrder(app)
    await pay(id, { paid: 1_156 })
    await pack(id, 1)
    await send(id)
    t.match(await readOrder(db, id), { delivery: 'part_sent' })
    await cancelSome(id, 1, 1)
    t.match(await readOrder(db, id), { delivery: 'sent' })
    t.same(await checkOrders(db), [])
    await app.tasks.runDue(new Date(Date.now() + 15 * 24 * HOUR))
    t.match(await readOrder(db, id), { status: 'completed' })
  })
})

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

test('packing and sending', async (t) => {
  t.test('needs a payment, or one on delivery', async (t) => {
    const { id } = await createOrder(app)
    t.same(await pack(id, 1), { outcome: 'unpaid' })
    await pay(id, { authorized: 1_156 })
    t.match(await pack(id, 1), { outcome: 'packed' })
  })

  t.test('packs no unit twice, and goes through all states until it is complete', async (t) => {
    const { id } = await createOrder(app)
    await pay(id, { paid: 1_156 })
    const states: string[] = []
    const see = async () => states.push((await readOrder(db, id)).delivery)
    await pack(id, 1)
    await see()
    t.same(await pack(id, 2), { outcome: 'too-many' })
    t.same(await send(id), { outcome: 'sent' })
    t.same(await send(id), { outcome: 'nothing-packed' })
    await see()
    await pack(id, 1)
    await send(id)
    await see()
    for (const { id: shipment } of (await readOrder(db, id)).shipments) {
      await change((tx) => recordArrival(tx, id, shipment, 'delivered', { now: NOW }))
    }
    await see()
    t.same(states, ['packed', 'part_sent', 'sent', 'delivered'])
    await app.tasks.runDue(new Date(Date.now() + 15 * 24 * HOUR))
    t.match(await readOrder(db, id), { status: 'completed' })
  })

  t.test('puts what comes back on the shelf only where staff say so, and once', async (t) => {
    const { id, goodId } = await createOrder(app, { payBy: null })
    await pack(id, 2)
    await send(id)
    const back = (restock: boolean) =>
      change((tx) => returnUnits(tx, id, [{ position: 1, quantity: 1, restock }], { now: NOW }, app.orders))
    t.match(await back(false), { outcome: 'returned' })
    t.equal(await onHand(goodId), 8)
    t.match(await back(true), { outcome: 'returned' })
    t.equal(await onHand(goodId), 9)
    t.same(await back(true), { outcome: 'too-many' })
    t.match(await readOrder(db, id), { delivery: 'returned', lines: [{ returned: 2, restocked: 1 }] })
  })

  t.test('owes nothing for a parcel that was refused at the door, and is complete in time', async (t) => {
    const { id: userId } = await db.user.create({ data: { name: 'Anna', passwordHash: '' } })
    const goodId = await stockGood(app, 10)
    const lines = [draftLine({ goodId, quantity: 3, discount: 1 }), draftLine({ goodId })]
    const outcome = await place(app, { userId, payBy: null, lines })
    const id = 'id' in outcome ? outcome.id : 0
    const back = (position: number, quantity: number) =>
      change((tx) => returnUnits(tx, id, [{ position, quantity, restock: true }], { now: NOW }, app.orders))
    await sendWhole(app, id)
    const {
      total,
      deliveryTotal,
      lines: [, second]
    } = await readOrder(db, id)
    const owed = async () => {
      const order = await readOrder(db, id)
      return order.total - order.cancelledTotal
    }
    await back(1, 1)
    await back(1, 2)
    t.equal(await owed(), (second?.total ?? 0) + deliveryTotal, 'what the customer keeps')
    t.match(await readOrder(db, id), { payment: 'due', status: 'placed' })
    const mails = await recordMessages(app, () => back(2, second?.quantity ?? 0))
    t.same(mails, [])
    t.match(await readOrder(db, id), {
      cancelledTotal: total,
      payment: 'paid',
      paid: 0,
      delivery: 'returned'
    })
    const credits = await db.invoice.findMany({ where: { orderId: id, kind: 'credit' } })
    t.equal(sumAmounts(credits.map((credit) => credit.total)), total)
    t.notOk(await hasBought(db, userId, goodId))
    t.same(await listBoughtGoods(db, userId, 9), [])
    t.same(await checkOrders(db), [])
    await app.tasks.runDue(new Date(Date.now() + 15 * 24 * HOUR))
    t.match(await readOrder(db, id), { status: 'completed' })
  })

  t.test('owes nothing once the rest is cancelled of which a part was refused', async (t) => {
    const { id } = await createOrder(app, { payBy: null })
    await pack(id, 1)
    await send(id)
    const units = [{ position: 1, quantity: 1, restock: true }]
    await change((tx) => returnUnits(tx, id, units, { now: NOW }, app.orders))
    await cancelSome(id, 1, 1)
    t.match(await readOrder(db, id), { cancelledTotal: 1_156, payment: 'paid', delivery: 'returned' })
    const invoices = await db.invoice.groupBy({ where: { orderId: id }, by: ['kind'], _sum: { total: true } })
    const [credit, invoice] = ['credit', 'invoice'].map((kind) => invoices.find((one) => one.kind === kind))
    t.same(credit?._sum, invoice?._sum)
  })

  t.test('owes nothing for what comes back before it is taken', async (t) => {
    const { id } = await createOrder(app)
    await pay(id, { authorized: 1_156 })
    await sendWhole(app, id)
    const units = [{ position: 1, quantity: 2, restock: true }]
    await change((tx) => returnUnits(tx, id, units, { now: NOW }, app.orders))
    await pay(id, {})
    t.match(await readOrder(db, id), { cancelledTotal: 1_156, payment: 'paid', paid: 0 })
  })

  t.test('waits for the rest when what was sent of it came back', async (t) => {
    const { id } = await createOrder(app)
    await pay(id, { paid: 1_156 })
    await pack(id, 1)
    await send(id)
    const units = [{ position: 1, quantity: 1, restock: true }]
    const back = await change((tx) => returnUnits(tx, id, units, { now: NOW }, app.orders))
    t.same(back, { outcome: 'returned', less: 0 })
    await app.tasks.runDue(new Date(Date.now() + 15 * 24 * HOUR))
    t.match(await readOrder(db, id), { status: 'placed', delivery: 'part_sent' })
    t.match(await pack(id, 1), { outcome: 'packed' })
    await send(id)
    t.match(await readOrder(db, id), { delivery: 'sent' })
    t.same(await checkOrders(db), [])
  })

  t.test('is unpacked when it may not be sent any more, and cancelled then', async (t) => {
    const { id } = await createOrder(app)
    await pay(id, { paid: 1_156 })
    await pack(id, 1)
    await send(id)
    const packed = await pack(id, 1)
    const shipmentId = 'shipmentId' in packed ? packed.shipmentId : 0
    await pay(id, { paid: 1_156, refunded: 1_156 })
    t.same(await send(id), { outcome: 'unpaid' })
    t.same(await cancelSome(id, 1, 1), { outcome: 'too-many' })
    const unpack = () => change((tx) => unpackParcel(tx, id, shipmentId, { now: NOW }))
    t.same((await Promise.all([unpack(), unpack()])).map(({ outcome }) => outcome).sort(), [
      'not-packed',
      'unpacked'
    ])
    t.match(await readOrder(db, id), { delivery: 'part_sent' })
    t.same(await cancelSome(id, 1, 1), { outcome: 'cancelled' })
    t.match(await readOrder(db, id), { delivery: 'sent' })
    t.same(await checkOrders(db), [])
  })

  t.test('owes what it did where what comes back was paid', async (t) => {
    const { id } = await createOrder(app)
    await pay(id, { paid: 1_156 })
    await sendWhole(app, id)
    const units = [{ position: 1, quantity: 2, restock: true }]
    await change((tx) => returnUnits(tx, id, units, { now: NOW }, app.orders))
    t.match(await readOrder(db, id), { cancelledTotal: 0, payment: 'paid', delivery: 'returned' })
  })

  t.test('takes each position once', async (t) => {
    const { id } = await createOrder(app, { payBy: null })
    const twice = [1, 1].map((position) => ({ position, quantity: 1, restock: true }))
    const pack = () => change((tx) => packOrder(tx, id, { units: twice }, { now: NOW }, app.orders))
    t.same(await pack(), { outcome: 'too-many' })
    await sendWhole(app, id)
    const back = () => change((tx) => returnUnits(tx, id, twice, { now: NOW }, app.orders))
    t.same(await back(), { outcome: 'too-many' })
  })

  t.test('completes an order that is paid long after it was sent', async (t) => {
    const { id } = await createOrder(app, { payBy: null })
    await sendWhole(app, id)
    await app.tasks.runDue(new Date(Date.now() + 15 * 24 * HOUR))
    t.match(await readOrder(db, id), { status: 'placed' })
    await pay(id, { paid: 1_156 })
    await app.tasks.runDue(new Date(Date.now() + 15 * 24 * HOUR))
    t.match(await readOrder(db, id), { status: 'completed' })
  })
})

test('an invoice', async (t) => {
  const documents = async (orderId: number) =>
    (await db.invoice.findMany({ where: { orderId }, orderBy: { id: 'asc' } })).map(({ document }) =>
      readDocument(document)
    )

  t.test('is issued once, with the first parcel, for what is owed', async (t) => {
    const { id } = await createOrder(app)
    await pay(id, { paid: 1_156 })
    await pack(id, 1, { reducedBy: 33 })
    await send(id)
    t.same(await change((tx) => issueInvoice(tx, id, { now: NOW }, app.orders)), { outcome: 'known' })
    const [invoice, ...more] = await documents(id)
    t.same(more, [])
    t.match(invoice, {
      kind: 'invoice',
      total: 1_123,
      seller: { name: 'Larder', vatNumber: 'DE123456789' },
      buyer: ['Anna Muster', 'Gartenweg 3', '10115 Berlin', 'Germany'],
      lines: [
        { position: 1, name: 'Plums', quantity: 2, total: 633 },
        { position: 0, name: 'Post', total: 490 }
      ],
      rates: [{ country: 'DE', category: 'reduced', rate: 70_000, gross: 1_123, tax: 74, net: 1_049 }]
    })
  })

  t.test('is corrected by credit notes that sum to it exactly', async (t) => {
    const goodId = await stockGood(app, 10)
    const outcome = await place(app, {
      payBy: null,
      lines: [draftLine({ goodId, quantity: 7, unitPrice: 103, discount: 5 })]
    })
    const id = 'id' in outcome ? outcome.id : 0
    await pay(id, { paid: 1_206 })
    await pack(id, 4)
    await send(id)
    await cancelSome(id, 1, 2)
    await cancelSome(id, 1, 1)
    for (let unit = 0; unit < 4; unit++) {
      const units = [{ position: 1, quantity: 1, restock: false }]
      await change((tx) => returnUnits(tx, id, units, { now: NOW }, app.orders))
    }
    const [invoice, ...credits] = await documents(id)
    t.equal(credits.length, 6)
    t.match(credits[0], { kind: 'credit', corrects: invoice?.number, lines: [{ quantity: 2 }] })
    const sum = (of: 'gross' | 'tax') => credits.reduce((sum, { rates }) => sum + (rates[0]?.[of] ?? 0), 0)
    t.equal(sum('gross'), 716, 'all goods; the delivery stays')
    const { taxLines } = await readOrder(db, id)
    t.equal((taxLines[0]?.tax ?? 0) - sum('tax'), 32, 'the tax of the delivery')
  })
})

test('claimOrders gives a user the orders of their address, and nobody else’s', async (t) => {
  const user = await db.user.create({ data: { name: 'Anna', passwordHash: '' } })
  const other = await db.user.create({ data: { name: 'Eve', passwordHash: '' } })
  const mine = await createOrder(app, { email: 'own@example.org' })
  const theirs = await createOrder(app, { email: 'own@example.org', userId: other.id })
  await createOrder(app, { email: 'else@example.org' })
  t.equal(await claimOrders(db, { userId: user.id, email: 'own@example.org' }), 1)
  t.match(await readOrder(db, mine.id), { userId: user.id })
  t.match(await readOrder(db, theirs.id), { userId: other.id })
})

test('a hook', async (t) => {
  const app = await ordersApp(t)
  const heard: string[] = []
  app.adjustOrder((draft) => ({ ...draft, note: `${draft.note}!` }))
  app.beforeOrder(async (_tx, { total }) => (total > 100_000 ? 'That is too much.' : undefined))
  app.onOrderPlaced(async (_tx, { note }) => {
    heard.push(`placed${note}`)
    if (note === 'bad!') throw new Error('no')
  })
  app.onOrderPaid(async () => void heard.push('paid'))
  app.onOrderCancelled(async (_tx, { status }) => void heard.push(status))
  app.onOrderReduced(async (_tx, { cancelledTotal }) => void heard.push(`less ${cancelledTotal}`))
  let asked = 0
  app.beforeOrderExpires(async () => (++asked === 1 ? 'wait' : 'go on'))
  const { id } = await createOrder(app)
  await inTransaction(app.db, (tx) =>
    cancelUnits(tx, id, [{ position: 1, quantity: 1 }], { now: NOW }, app.orders)
  )
  t.same(heard, ['placed!', 'less 333'])
  const goodId = await stockGood(app, 500)
  t.same(await place(app, { lines: [draftLine({ goodId, quantity: 400 })] }), {
    outcome: 'refused',
    problem: 'That is too much.'
  })
  await t.rejects(place(app, { note: 'bad', lines: [draftLine({ goodId })] }), { message: 'no' })
  t.match(await findStock(app.db, [goodId]), [{ onHand: 500 }], 'what throws leaves nothing')
  const { payBy } = await readOrder(app.db, id)
  await app.tasks.runDue(payBy ?? NOW)
  t.match(await readOrder(app.db, id), { status: 'placed' }, 'a hook has it wait')
  await app.tasks.runDue(new Date(Date.now() + 2 * HOUR))
  t.match(await readOrder(app.db, id), { status: 'cancelled' })
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

function random(below: number): number {
  return Math.floor(Math.random() * below)
}

test('what a user has bought comes with the most frequent first, unless it was cancelled', async (t) => {
  const { id: userId } = await db.user.create({ data: { name: 'Anna', passwordHash: '' } })
  const [a, b, c, d] = await Promise.all([1, 2, 3, 4].map(() => stockGood(app, 99)))
  const buy = async (...ids: (number | undefined)[]) => {
    const lines = ids.map((goodId = 0) => draftLine({ goodId, quantity: 1 }))
    const placed = await place(app, { userId, lines })
    return placed.outcome === 'placed' ? placed.id : 0
  }
  await buy(a, b)
  await buy(c, b)
  const last = await buy(d, c)
  t.same(await listBoughtGoods(db, userId, 9), [c, b, d, a])
  t.same(await listBoughtGoods(db, userId, 2), [c, b])
  await cancelSome(last, 1, 1)
  t.same(await listBoughtGoods(db, userId, 9), [c, b, a])
  await cancel(last)
  t.same(await listBoughtGoods(db, userId, 9), [b, c, a])
  for (let order = 0; order < 20; order++) await buy(d)
  t.same(await listBoughtGoods(db, userId, 9), [d], 'the last twenty orders')
})

test('goods are together from their second order on, unless it is cancelled', async (t) => {
  const since = new Date('2031-01-01T12:00:00Z')
  const [a, b, c] = [await stockGood(app, 9), await stockGood(app, 9), await stockGood(app, 9)]
  const lines = (...ids: number[]) => ids.map((goodId) => draftLine({ goodId, quantity: 1 }))
  const placeWith = (...ids: number[]) => place(app, { lines: lines(...ids) }, since)
  for (const ids of [
    [a, b, c],
    [a, b],
    [a, b]
  ])
    await placeWith(...ids)
  const last = await placeWith(a, c)
  const mine = async () => {
    const together = await listOrderedTogether(db, since)
    return [a, b, c].map((id) => together.get(id))
  }
  t.same(await mine(), [[b, c], [a], [a]], 'the most frequent first')
  t.equal(last.outcome, 'placed')
  if (last.outcome !== 'placed') return
  await change((tx) => cancelOrder(tx, last.id, { by: 'customer', now: since }, app.orders))
  t.same(await mine(), [[b], [a], undefined])
})
