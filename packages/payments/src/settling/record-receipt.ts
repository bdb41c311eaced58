import { randomUUID } from 'node:crypto'
import type { Database } from '@larder/database'
import { type Cause, dueOf, type OrderRow, readOrder } from '@larder/orders'
import { PAYMENTS_ERR_AMOUNT, PAYMENTS_ERR_NO_METHOD } from '../errors.js'
import type { Payments } from '../methods/method-registry.js'
import { bookMoney } from './book-money.js'

export interface Receipt {
  /** In minor units of the order's currency. */
  amount: number
  /** How it arrived. @default as the order is to be paid, or the first method that is paid by hand */
  method?: string
  /** What the bank calls it: a receipt with this name is recorded once. At most 255 characters. */
  ref?: string
  cause: Cause
  /** The version of the order that it was made from: where that is over, nothing is recorded. */
  version?: number
  /** Runs in the transaction, before the order gets the sum: the log of who recorded it. */
  recorded?: (tx: Database, order: OrderRow) => Promise<void>
}

/**
 * Records money that arrived without a provider: a transfer, cash of the driver. Each receipt is a
 * payment of its own. Where it covers what is due, the attempt that waited for it ends.
 *
 * @returns what is still due; `known` where a receipt with this `ref` was recorded before, `changed`
 * where the order is not of the `version` any more
 * @throws PAYMENTS_ERR_AMOUNT, PAYMENTS_ERR_NO_METHOD
 */
export async function recordReceipt(
  payments: Payments,
  orderId: number,
  { amount, ref, cause, version, recorded, ...receipt }: Receipt
): Promise<{ outcome: 'recorded' | 'known' | 'changed'; due: number }> {
  if (!Number.isInteger(amount) || amount <= 0) throw new PAYMENTS_ERR_AMOUNT(amount)
  const byHand = payments.methods.filter(({ read }) => !read).map(({ name }) => name)
  const { outcome } = await bookMoney({ payments, orderId, cause }, async (tx, rows, order) => {
    if (version !== undefined && version !== order.version) {
      return { outcome: 'changed' as const, isMore: false }
    }
    const wanted = receipt.method ?? order.paymentMethod
    const method = byHand.find((name) => name === wanted) ?? (receipt.method ? undefined : byHand[0])
    if (method === undefined) throw new PAYMENTS_ERR_NO_METHOD(wanted)
    const known = ref !== undefined && (await tx.payment.findFirst({ where: { method, providerRef: ref } }))
    if (known) return { outcome: 'known' as const, isMore: false }
    await tx.payment.create({
      data: {
        ...{ orderId, method, amount, captured: amount, status: 'captured', providerRef: ref },
        attempt: rows.length + 1,
        currency: order.currency,
        idempotencyKey: randomUUID(),
        createdAt: cause.now
      }
    })
    await recorded?.(tx, order)
    if (amount >= dueOf(order)) await endAttempts(tx, payments, orderId)
    return { outcome: 'recorded' as const, isMore: true }
  })
  return { outcome, due: dueOf(await readOrder(payments.db, orderId)) }
}

/** An attempt at a provider stays open: only the provider can end it. */
async function endAttempts(tx: Database, { methods }: Payments, openOrderId: number): Promise<void> {
  const asked = methods.filter(({ read }) => read).map(({ name }) => name)
  const data = { status: 'cancelled' as const, openOrderId: null, version: { increment: 1 } }
  await tx.payment.updateMany({ where: { openOrderId, method: { notIn: asked } }, data })
}
