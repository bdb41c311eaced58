import { dueOf, readOrder } from '@larder/orders'
import { askProvider } from '../methods/ask-provider.js'
import { methodOf, type Payments } from '../methods/method-registry.js'
import { listPaymentsOf, sumPayments } from '../payment/lock-payments.js'
import { settle } from './settle-payment.js'

/**
 * Takes of what is authorised for an order that is sent what is owed, and writes down what was taken.
 *
 * @throws PAYMENTS_ERR_NO_METHOD where the method was taken away: nobody else can take it
 */
export async function captureOrder(payments: Payments, orderId: number, now = new Date()): Promise<void> {
  const rows = await listPaymentsOf(payments.db, orderId)
  for (const { id } of rows.filter(({ status }) => status === 'authorized')) {
    // An earlier try may have taken it.
    await settle(payments, id, now)
    const after = await listPaymentsOf(payments.db, orderId)
    const payment = after.find((one) => one.id === id)
    const { paid, refunded } = sumPayments(after)
    const order = await readOrder(payments.db, orderId)
    const amount = Math.min(payment?.authorized ?? 0, dueOf({ ...order, paid, refunded }))
    if (payment?.status !== 'authorized' || amount <= 0) continue
    const method = methodOf(payments, payment.method)
    const { name, capture } = method
    if (!capture) continue
    await askProvider(payments, name, 'capture', (signal) => capture.call(method, payment, amount, signal))
    await settle(payments, id, now)
  }
}
