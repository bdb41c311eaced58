import type { OrderRow } from '@larder/orders'
import { methodsToPayNow } from '../attempts/pay-again.js'
import type { Payments } from '../methods/method-registry.js'
import type { Instructions, Payment } from '../methods/payment-method.js'
import { listPaymentsOf } from '../payment/lock-payments.js'
import { dueOf } from '../payment/open-attempt.js'
import { qrSvg } from './qr-svg.js'

/** How an order is paid, as its page shows it. */
export interface OrderPayment {
  /** The attempt that `again` is asked of. */
  id: number
  /** A sentence. */
  state: string
  /** How to pay without a provider. */
  instructions?: Instructions & { code?: string }
  /** Buttons that lead to a provider. */
  ways: { method: string; label: string }[]
  refunds: { amount: number; state: string }[]
}

/** @returns undefined for an order that nothing was to be paid for */
export async function viewOrderPayment(
  payments: Payments,
  order: OrderRow
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
    state: stateOf(payments, shown),
    ...(due > 0 && { instructions: instructionsFor(payments, order, shown) }),
    ways: ways.map(({ name, label }) => ({
      method: name,
      label:
        name !== shown.method ? `Pay now: ${label}` : shown.openOrderId === null ? 'Try again' : 'Pay now'
    })),
    refunds: rows.flatMap(({ refunds }) =>
      refunds.map(({ amount, status }) => ({ amount, state: REFUND_STATES[status] }))
    )
  }
}

/** How to pay an order that is placed, where that needs no provider. */
export function instructionsFor(
  { methods }: Payments,
  order: OrderRow,
  { method }: Pick<Payment, 'method'>
): OrderPayment['instructions'] {
  const { instructions } = methods.find(({ name }) => name === method) ?? {}
  const shown = instructions?.(order, dueOf(order))
  return shown && { ...shown, ...(shown.qr && { code: qrSvg(shown.qr) }) }
}

function stateOf({ methods }: Payments, { method, status }: Payment): string {
  const { label = method } = methods.find(({ name }) => name === method) ?? {}
  return label + STATES[status]
}

const STATES: Record<Payment['status'], string> = {
  created: '',
  pending: ': waiting for your payment.',
  authorized: ': your payment is authorised. We take it when we send your order.',
  captured: ': paid. Thank you.',
  failed: ': the payment did not go through.',
  cancelled: '',
  expired: ': the time to pay is over.'
}
const REFUND_STATES: Record<Payment['refunds'][number]['status'], string> = {
  asked: 'we are refunding it.',
  sent: 'the refund is on its way.',
  done: 'refunded.',
  failed: 'the refund did not go through. We are looking into it.'
}
