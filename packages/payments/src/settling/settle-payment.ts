import { askProvider } from '../methods/ask-provider.js'
import { findMethod, type Payments } from '../methods/method-registry.js'
import { readPayment } from '../payment/lock-payments.js'
import type { OwnProblem } from '../payment/problem-in-words.js'
import { bookMoney } from './book-money.js'
import { takeReading } from './take-reading.js'

export interface SettleOutcome {
  /**
   * `unknown`: the provider knows of no such payment. `other-currency`: it was paid in another one,
   * which staff have to look at. `by-hand`: there is nobody to ask, as
   * where the method was taken away.
   */
  outcome: 'settled' | 'unknown' | 'other-currency' | 'by-hand'
}

/**
 * Asks the provider what became of a payment, and writes it down with what follows from it for the
 * order. The only way in for what providers say: it may be called at any time, twice and at once.
 *
 * @throws what the method throws where the provider is away, PAYMENTS_ERR_SLOW; PAYMENTS_ERR_NO_PAYMENT
 */
export async function settle(
  payments: Payments,
  paymentId: number,
  now = new Date()
): Promise<SettleOutcome> {
  const payment = await readPayment(payments.db, paymentId)
  const { orderId, currency } = payment
  const method = findMethod(payments, payment.method)
  if (!method?.read) return { outcome: 'by-hand' }
  const { name, read } = method
  const reading = await askProvider(payments, name, 'read', (signal) => read.call(method, payment, signal))
  if (!reading) return { outcome: 'unknown' }
  if (reading.currency !== currency) {
    const problem: OwnProblem = 'other-currency'
    await payments.db.payment.update({ where: { id: paymentId }, data: { problem } })
    return { outcome: 'other-currency' }
  }
  await bookMoney({ payments, orderId, cause: { now } }, async (tx, rows) => {
    const locked = rows.find(({ id }) => id === paymentId)
    return { isMore: locked ? await takeReading(tx, locked, reading, now) : false }
  })
  return { outcome: 'settled' }
}
