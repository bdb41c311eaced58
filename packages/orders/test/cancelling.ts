import { recordMessages } from '@larder/mail'
import { checkStock } from '@larder/stock'
import tap, { test } from 'tap'
import { checkOrders, readOrder } from '../src/index.js'
import { createOrder, draftLine, place, stockGood } from '../src/testing/index.js'
import { HOUR, orderActions } from './fixtures/order-actions.js'
import { ordersApp } from './fixtures/orders-app.js'

const app = await ordersApp(tap)
const { db } = app
const { cancel, cancelSome, events, onHand, pack, pay, send } = orderActions(app)

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

test('after all of this the ledger of the stock is right', async (t) => {
  t.same(await checkStock(db), [])
})
