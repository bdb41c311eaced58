import { recordMessages } from '@larder/mail'
import { sumAmounts } from '@larder/money'
import { checkStock } from '@larder/stock'
import tap, { test } from 'tap'
import {
  checkOrders,
  hasBought,
  listBoughtGoods,
  packOrder,
  readOrder,
  recordArrival,
  returnUnits,
  unpackParcel
} from '../src/index.js'
import { createOrder, draftLine, place, sendWhole, stockGood } from '../src/testing/index.js'
import { HOUR, NOW, orderActions } from './fixtures/order-actions.js'
import { ordersApp } from './fixtures/orders-app.js'

const app = await ordersApp(tap)
const { db } = app
const { cancelSome, change, onHand, pack, pay, send } = orderActions(app)

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

test('after all of this the ledger of the stock is right', async (t) => {
  t.same(await checkStock(db), [])
})
