import { type Translate, writeText } from '@larder/blueprint'
import { dueOf, type OrderRow } from '@larder/orders'
import { methodsToPayNow } from '../attempts/pay-again.js'
import { findMethod, type Payments } from '../methods/method-registry.js'
import type { Instructions, Payment } from '../methods/payment-method.js'
import { listPaymentsOf } from '../payment/lock-payments.js'
import { qrSvg } from './qr-svg.js'

/** How an order is paid, as its page shows it. */
export interface OrderPayment {
  /** The attempt that `again` is asked of. */
  id: number
  /** A sentence. */
  state: string
  /** How to pay without a provider. */
  instructions?: Omit<Instructions, 'text'> & { text: string; code?: string }
  /** Buttons that lead to a provider. */
  ways: { method: string; label: string }[]
  refunds: Pick<Payment['refunds'][number], 'amount' | 'status'>[]
}

/** @returns undefined for an order that nothing was to be paid for */
export async function viewOrderPayment(
  payments: Payments,
  order: OrderRow,
  t: Translate
): Promise<OrderPayment | undefined> {
  const rows = await listPaymentsOf(payments.db, order.id)
  const last = rows.at(-1)
  if (!last) return undefined
  const due = order.status === 'placed' ? dueOf(order) : 0
  const open = rows.find(({ openOrderId }) => openOrderId !== null)
  const shown = due > 0 ? (open ?? last) : (rows.findLast(({ captured }) => captured > 0) ?? last)
  const ways = due > 0 && order.payment !== 'authorized' ? methodsToPayNow(payments, order) : []
  return {
    id: last.id,
    state: stateOf(payments, shown, t),
    ...(due > 0 && { instructions: instructionsFor(payments, order, shown, t) }),
    ways: ways.map(({ name, label }) => ({
      method: name,
      label: sayWay(name === shown.method ? shown : undefined, writeText(label, t), t)
    })),
    refunds: rows.flatMap(({ refunds }) => refunds.map(({ amount, status }) => ({ amount, status })))
  }
}

/** How to pay an order that is placed, where that needs no provider. */
export function instructionsFor(
  { methods }: Payments,
  order: OrderRow,
  { method }: Pick<Payment, 'method'>,
  t: Translate
): OrderPayment['instructions'] {
  const { instructions } = findMethod({ methods }, method) ?? {}
  const shown = instructions?.(order, dueOf(order), t)
  return shown && { ...shown, text: writeText(shown.text, t), ...(shown.qr && { code: qrSvg(shown.qr) }) }
}

/** @param shown the attempt of this way that the page shows */
function sayWay(shown: Payment | undefined, label: string, t: Translate): string {
  if (!shown) return t('payments:order-payment.pay-by', { label })
  return shown.openOrderId === null ? t('payments:order-payment.again') : t('payments:order-payment.pay')
}

function stateOf({ methods }: Payments, { method, status }: Payment, t: Translate): string {
  const found = findMethod({ methods }, method)
  const label = found ? writeText(found.label, t) : method
  if (status === 'created' || status === 'cancelled') return label
  return t('payments:order-payment.state', { label, state: t.of('payments:state', status) })
}
