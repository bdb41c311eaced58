import { type Database, inTransaction, rollBack } from '@larder/database'
import tap, { test } from 'tap'
import { checkInvoices } from '../src/checks/check-invoices.js'
import {
  cancelOrder,
  cancelUnits,
  checkOrders,
  countOrders,
  recordPayment,
  returnUnits
} from '../src/index.js'
import { deleteOldInvoices } from '../src/invoices/delete-old-invoices.js'
import { createOrder, sendWhole } from '../src/testing/index.js'
import { ordersApp } from './fixtures/orders-app.js'

const app = await ordersApp(tap)
const CAUSE = { now: new Date() }
const change = <Result>(work: (tx: Database) => Promise<Result>) => inTransaction<Result>(app.db, work)
const pay = (id: number, paid: number, refunded: number) =>
  change((tx) => recordPayment(tx, id, { paid, refunded, authorized: 0, failed: false }, CAUSE, app.orders))

const placed = await createOrder(app)
await change((tx) => cancelUnits(tx, placed.id, [{ position: 1, quantity: 1 }], CAUSE, app.orders))
const cancelled = await createOrder(app)
await change((tx) => cancelOrder(tx, cancelled.id, { by: 'customer', ...CAUSE }, app.orders))
const sent = await createOrder(app)
await pay(sent.id, 1_156, 0)
await sendWhole(app, sent.id)
const returned = await createOrder(app)
await pay(returned.id, 1_156, 0)
await sendWhole(app, returned.id)
const units = [{ position: 1, quantity: 2, restock: true }]
await change((tx) => returnUnits(tx, returned.id, units, CAUSE, app.orders))
await pay(returned.id, 1_156, 666)

test('checkOrders finds nothing in what this package wrote', async (t) => {
  t.same(await checkOrders(app.db), [])
})

// What no CHECK of the tables forbids.
const BROKEN: [change: string, problem: string][] = [
  [
    `UPDATE orders SET total = total + 1, delivery_total = delivery_total + 1 WHERE id = ${placed.id}`,
    `Order ${placed.number}: its tax is of 1156, and its total is 1157.`
  ],
  [
    `UPDATE order_lines SET total = 664, discount = 2 WHERE order_id = ${placed.id}`,
    `Order ${placed.number}: its lines and its delivery sum to 1154, and its total is 1156.`
  ],
  [
    `UPDATE order_lines SET total = 664, discount = 2 WHERE order_id = ${placed.id}`,
    `Order ${placed.number}: the discounts of its lines sum to 2, and its discount is 0.`
  ],
  [`UPDATE orders SET number = NULL WHERE id = ${placed.id}`, `Order ${placed.id}: it has no number.`],
  [
    `DELETE FROM order_events WHERE order_id = ${placed.id}`,
    `Order ${placed.number}: its timeline does not say that it was placed.`
  ],
  [
    `DELETE FROM order_events WHERE order_id = ${cancelled.id}`,
    `Order ${cancelled.number}: its timeline does not say that it was cancelled.`
  ],
  [
    `DELETE FROM order_events WHERE order_id = ${sent.id}`,
    `Order ${sent.number}: its timeline does not say that it was paid.`
  ],
  [
    `UPDATE orders SET cancelled_at = placed_at WHERE id = ${placed.id}`,
    `Order ${placed.number}: it is placed, and has a time of its cancellation.`
  ],
  [
    `UPDATE orders SET cancelled_total = total - 1 WHERE id = ${cancelled.id}`,
    `Order ${cancelled.number}: it is cancelled, and not all of it.`
  ],
  [
    `UPDATE orders SET status = 'cancelled' WHERE id = ${sent.id}`,
    `Order ${sent.number}: it is cancelled, and units of it were sent.`
  ],
  [
    `UPDATE order_lines SET sent = 1 WHERE order_id = ${sent.id}`,
    `Order ${sent.number}: 1 units of line 1 were sent, and 2 were in parcels.`
  ],
  [`UPDATE shipment_lines SET quantity = 3`, `Order ${sent.number}: 3 units of line 1 are in parcels, of 2.`],
  [
    `UPDATE orders SET delivery = 'delivered' WHERE id = ${sent.id}`,
    `Order ${sent.number}: its delivery is delivered, and its parcels say sent.`
  ],
  [
    `UPDATE orders SET payment = 'due' WHERE id = ${sent.id}`,
    `Order ${sent.number}: its payment is due, and what was paid says paid.`
  ],
  [
    `UPDATE orders SET paid = 1000 WHERE id = ${sent.id}`,
    `Order ${sent.number}: its payment is paid, and what was paid says due.`
  ],
  [
    `UPDATE order_lines SET cancelled = 0 WHERE order_id = ${placed.id}`,
    `Order with the id ${placed.id}, good ${placed.goodId}: it holds 2 units, and took 1 of the stock.`
  ],
  [
    `UPDATE order_lines SET restocked = 1 WHERE order_id = ${returned.id}`,
    `Order with the id ${returned.id}, good ${returned.goodId}: it holds 1 units, and took 0 of the stock.`
  ],
  [
    `UPDATE order_lines SET good_id = NULL WHERE order_id = ${sent.id}`,
    `Order with the id ${sent.id}, good ${sent.goodId}: it holds 0 units, and took 2 of the stock.`
  ],
  [`DELETE FROM stock_movements`, `good ${sent.goodId}: it holds 2 units, and took 0 of the stock.`],
  [
    `UPDATE invoices SET number = 3 WHERE series = 'INV' AND number = 2`,
    'Invoices INV: it has 2, from 1 to 3, and the next is 3.'
  ],
  [
    `UPDATE invoice_series SET next_number = 7 WHERE name = 'CN'`,
    'Invoices CN: it has 1, from 1 to 1, and the next is 7.'
  ],
  [`DELETE FROM invoice_series`, 'Invoices CN: it has 1, from 1 to 1, and the next is unknown.'],
  [
    `UPDATE invoices SET sha256 = REVERSE(sha256) WHERE number = 1 AND series = 'INV'`,
    'Invoice INV-1: it is not as it was issued.'
  ],
  [`UPDATE invoices SET total = total + 1 WHERE series = 'CN'`, 'Invoice CN-1: it is not as it was issued.'],
  [
    `INSERT INTO invoices (series, number, order_id, kind, corrects_id, issued_at, total, currency, language, document, sha256)
     SELECT series, 2, order_id, kind, corrects_id, issued_at, total, currency, language, document, sha256
     FROM invoices WHERE series = 'CN'`,
    'Invoice INV-2: 1332 were credited, of 1156.'
  ]
]

for (const [sql, problem] of BROKEN) {
  test(`checkOrders finds ${sql}`, async (t) => {
    const found = await inTransaction<never, string[]>(app.db, async (tx) => {
      await tx.$executeRawUnsafe(sql)
      return rollBack(await checkOrders(tx))
    })
    t.ok(
      found.some((one) => one.endsWith(problem)),
      found.join('\n')
    )
  })
}

test('checkOrders takes no movements of others for those of orders', async (t) => {
  await app.db.$executeRaw`INSERT INTO stock_movements (good_id, quantity, kind, ref)
    VALUES (${sent.goodId}, -1, 'corrected', 'stocktaking:17')`
  t.same(await checkOrders(app.db), [])
})

test('countOrders counts by states, and sums what was paid', async (t) => {
  const states = { currency: 'EUR', orders: 1 }
  t.same(
    new Set(await countOrders(app.db)),
    new Set([
      { ...states, status: 'placed', payment: 'due', delivery: 'open', revenue: 0 },
      { ...states, status: 'cancelled', payment: 'due', delivery: 'open', revenue: 0 },
      { ...states, status: 'placed', payment: 'paid', delivery: 'sent', revenue: 1_156 },
      { ...states, status: 'placed', payment: 'part_refunded', delivery: 'returned', revenue: 490 }
    ])
  )
})

test('invoices whose term is over go, and the check knows it', async (t) => {
  const own = await ordersApp(t)
  for (let made = 0; made < 4; made++) await sendWhole(own, (await createOrder(own, { payBy: null })).id)
  const issue = (number: number, date: string) =>
    own.db.invoice.updateMany({ where: { series: 'INV', number }, data: { issuedAt: new Date(date) } })
  const numbers = async () => {
    const rows = await own.db.invoice.findMany({ where: { series: 'INV' }, orderBy: { number: 'asc' } })
    return rows.map(({ number }) => number)
  }
  await issue(1, '2015-03-01')
  await issue(2, '2015-12-31T23:00:00Z')
  await issue(3, '2016-01-01')
  await deleteOldInvoices(own.db, 10, new Date('2025-12-31'))
  t.same(await numbers(), [1, 2, 3, 4])
  await deleteOldInvoices(own.db, 10, new Date('2026-01-02'))
  t.same(await numbers(), [2, 3, 4], 'where the shop is the second was issued in the next year')
  await own.db.invoice.updateMany({ where: { number: 2 }, data: { issuedAt: new Date('2015-12-30') } })
  await deleteOldInvoices(own.db, 10, new Date('2026-01-02'))
  t.same(await numbers(), [3, 4], 'ten years after the end of the year')
  t.same(await checkInvoices(own.db), [])
  await own.db.invoice.deleteMany({ where: { series: 'INV', number: 3 } })
  t.match(await checkInvoices(own.db), [/^Invoices INV: it has 1, from 4 to 4/])
})
