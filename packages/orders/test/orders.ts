import { inTransaction } from '@larder/database'
import { checkStock, findStock } from '@larder/stock'
import tap, { test } from 'tap'
import {
  cancelOrder,
  cancelUnits,
  claimOrders,
  issueInvoice,
  listBoughtGoods,
  listOrderedTogether,
  readDocument,
  readOrder,
  returnUnits
} from '../src/index.js'
import { createOrder, draftLine, place, stockGood } from '../src/testing/index.js'
import { HOUR, NOW, orderActions } from './fixtures/order-actions.js'
import { ordersApp } from './fixtures/orders-app.js'

const app = await ordersApp(tap)
const { db } = app
const { cancel, cancelSome, change, pack, pay, send } = orderActions(app)

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

test('after all of this the ledger of the stock is right', async (t) => {
  t.same(await checkStock(db), [])
})
