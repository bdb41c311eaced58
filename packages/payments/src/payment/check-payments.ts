import type { Database } from '@larder/database'
import { listOrderSums, type OrderSums } from '@larder/orders'
import type { Payment } from '../methods/payment-method.js'
import { leftOfFailed, refundable, sumPayments } from './lock-payments.js'

/**
 * What does not fit together in payments, refunds and their orders, each in a sentence that names
 * the order. There is nothing, unless something else wrote the tables. Give it a transaction that is
 * `RepeatableRead` where orders are paid meanwhile.
 */
export async function checkPayments(db: Database): Promise<string[]> {
  const problems: string[] = []
  for (let after = 0; ; ) {
    const orders = await listOrderSums(db, after, AT_ONCE)
    const payments = await db.payment.findMany({
      where: { orderId: { in: orders.map(({ id }) => id) } },
      orderBy: { id: 'asc' },
      include: { refunds: true }
    })
    for (const order of orders) {
      const own = payments.filter(({ orderId }) => orderId === order.id)
      problems.push(
        ...checkOrder(order, own).map((problem) => `Order ${order.number ?? order.id}: ${problem}`)
      )
    }
    if (orders.length < AT_ONCE) return problems
    after = orders.at(-1)?.id ?? after
  }
}

function checkOrder(order: OrderSums, payments: Payment[]): string[] {
  const { paid, refunded } = sumPayments(payments)
  const problems = payments.flatMap((payment) => [...checkPayment(order, payment)])
  if (order.paid !== paid || order.refunded !== refunded) {
    problems.push(
      `it says ${order.paid} paid and ${order.refunded} refunded, and its payments ${paid} and ${refunded}.`
    )
  }
  const kept = payments.reduce((sum, payment) => sum + refundable(payment), 0)
  // Staff are told of what failed.
  const told = payments
    .flatMap((payment) => payment.refunds.map((refund) => leftOfFailed(payment, refund)))
    .reduce((sum, amount) => sum + amount, 0)
  if (order.status === 'cancelled' && kept > told) {
    problems.push(`it is cancelled, and nobody was asked to pay ${kept - told} back.`)
  }
  return problems
}

function* checkPayment(order: OrderSums, payment: Payment) {
  const { id, orderId, openOrderId, currency, captured, refunded, refunds } = payment
  if (currency !== order.currency)
    yield `payment ${id} is in ${currency}, and the order in ${order.currency}.`
  const done = refunds.filter((one) => one.status === 'done').reduce((sum, { amount }) => sum + amount, 0)
  if (done !== refunded) yield `payment ${id} says ${refunded} refunded, and its refunds ${done}.`
  if (refundable(payment) < 0) yield `payment ${id} has refunds of more than the ${captured} that it brought.`
  if (openOrderId !== null && openOrderId !== orderId) yield `payment ${id} is open for another order.`
}

const AT_ONCE = 500
