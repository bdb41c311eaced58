import { inTransaction, rollBack } from '@larder/database'
import { cancelOrder, readOrder } from '@larder/orders'
import { createOrder } from '@larder/orders/testing'
import tap, { test } from 'tap'
import {
  beginPayment,
  checkPayments,
  listPayments,
  recordReceipt,
  recordRefund,
  refund
} from '../src/index.js'
import { paymentsApp } from './fixtures/payments-app.js'

const { app, db } = await paymentsApp(tap)
const { payments } = app
const cause = { now: new Date() }

const open = await createOrder(app, { paymentMethod: 'memory' })
await beginPayment(payments, open.id)
const refunded = await createOrder(app)
await recordReceipt(payments, refunded.id, { amount: 1_156, cause })
const asked = await inTransaction(db, (tx) =>
  refund(tx, payments, refunded.id, { amount: 156, reason: 'Bruised', ...cause })
)
if (asked.outcome === 'asked') {
  for (const id of asked.refunds) await inTransaction(db, (tx) => recordRefund(tx, payments, id, cause))
}
const cancelled = await createOrder(app)
await recordReceipt(payments, cancelled.id, { amount: 1_156, cause })
await inTransaction(db, (tx) => cancelOrder(tx, cancelled.id, { by: 'staff', ...cause }, app.orders))

test('checkPayments finds nothing in what this package wrote', async (t) => {
  t.match(await readOrder(db, refunded.id), { paid: 1_156, refunded: 156 })
  t.match(await listPayments(db, { orderId: cancelled.id }), [{ refunds: [{ amount: 1_156 }] }, {}])
  t.same(await checkPayments(db), [])
})

const [receipt] = await db.payment.findMany({ where: { orderId: refunded.id, status: 'captured' } })

// What no CHECK of the tables forbids.
const BROKEN: [change: string, problem: string][] = [
  [
    `UPDATE orders SET paid = 1157 WHERE id = ${refunded.id}`,
    `Order ${refunded.number}: it says 1157 paid and 156 refunded, and its payments 1156 and 156.`
  ],
  [
    `DELETE FROM refunds WHERE payment_id = ${receipt?.id}`,
    `Order ${refunded.number}: payment ${receipt?.id} says 156 refunded, and its refunds 0.`
  ],
  [
    `UPDATE refunds SET amount = 1157, status = 'asked' WHERE payment_id = ${receipt?.id}`,
    `Order ${refunded.number}: payment ${receipt?.id} has refunds of more than the 1156 that it brought.`
  ],
  [
    `UPDATE payments SET currency = 'CHF' WHERE id = ${receipt?.id}`,
    `Order ${refunded.number}: payment ${receipt?.id} is in CHF, and the order in EUR.`
  ],
  [
    `UPDATE payments SET open_order_id = ${refunded.id} WHERE order_id = ${open.id}`,
    `Order ${open.number}: payment 1 is open for another order.`
  ],
  [
    `DELETE FROM refunds WHERE status = 'asked'`,
    `Order ${cancelled.number}: it is cancelled, and nobody was asked to pay 1156 back.`
  ],
  [
    `UPDATE refunds SET amount = 1000, status = 'failed' WHERE status = 'asked'`,
    `Order ${cancelled.number}: it is cancelled, and nobody was asked to pay 156 back.`
  ]
]

for (const [sql, problem] of BROKEN) {
  test(`checkPayments finds ${sql}`, async (t) => {
    const found = await inTransaction<never, string[]>(db, async (tx) => {
      await tx.$executeRawUnsafe(sql)
      return rollBack(await checkPayments(tx))
    })
    t.ok(found.includes(problem), found.join('\n'))
  })
}
