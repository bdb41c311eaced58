import { readOrder } from '@larder/orders'
import { createOrder } from '@larder/orders/testing'
import tap, { test } from 'tap'
import { beginPayment, settle } from '../src/index.js'
import { paymentsApp } from './fixtures/payments-app.js'

const { app, provider, db } = await paymentsApp(tap)
const { payments } = app

/** An order that is paid at the provider, and its payment, begun. */
async function orderBegun() {
  const order = await createOrder(app, { paymentMethod: 'memory' })
  const begun = await beginPayment(payments, order.id)
  const payment = await db.payment.findUniqueOrThrow({ where: { openOrderId: order.id } })
  return { ...order, begun, payment, key: payment.idempotencyKey }
}
const stateOf = async (orderId: number) => {
  const { status, payment, paid, refunded } = await readOrder(db, orderId)
  return { status, payment, paid, refunded }
}

test('a payment', async (t) => {
  t.test('is written with the order, and begun after it', async (t) => {
    const { begun, payment } = await orderBegun()
    t.equal(begun.outcome, 'begun')
    t.equal(begun.url, `https://pay.example/${payment.providerRef}`)
    t.match(payment, { status: 'pending', amount: 1_156, currency: 'EUR', attempt: 1 })
  })

  t.test('pays the order once it is settled', async (t) => {
    const { id, key, payment } = await orderBegun()
    provider.pay(key)
    t.same(await settle(payments, payment.id), { outcome: 'settled' })
    t.match(await stateOf(id), { status: 'placed', payment: 'paid', paid: 1_156 })
  })
})
