import { type Database, inTransaction, rollBack } from '@larder/database'
import {
  type Cause,
  lockOrder,
  type OrderRow,
  owedOf,
  readOrder,
  recordPayment,
  restoreOrder
} from '@larder/orders'
import { enqueue } from '@larder/tasks'
import type { Payments } from '../methods/method-registry.js'
import type { Payment } from '../methods/payment-method.js'
import { keptOf, lockPayments, sumPayments } from '../payment/lock-payments.js'
import { ABANDON } from '../payment/payment-tasks.js'
import { endUnfitAttempt } from './end-unfit-attempt.js'
import { refundExcess } from './refund-order.js'

/**
 * Changes the payments of an order in a transaction, and does what follows from it: the order gets
 * their sums; one that expired is taken up again if it is paid for now, else the money goes back.
 *
 * @param change what is written, with the order and its payments locked. `isMore`: more was promised
 * or taken than before. It may run twice.
 * @returns what `change` returned
 */
export async function bookMoney<Result extends { isMore: boolean }>(
  { payments, orderId, cause }: { payments: Payments; orderId: number; cause: Cause },
  change: (tx: Database, rows: Payment[], order: OrderRow) => Promise<Result>
): Promise<Result> {
  const booked = await inTransaction(payments.db, async (tx) => {
    const { result, late } = await bookOnce(tx)
    // What the order needs may be gone: then it stays cancelled, and the money goes back.
    return late && !(await restoreLate(tx, payments, orderId, cause))
      ? rollBack(undefined)
      : finish(tx, result)
  })
  return (
    booked ??
    inTransaction(payments.db, async (tx) => {
      const { result } = await bookOnce(tx)
      return finish(tx, result)
    })
  )

  async function bookOnce(tx: Database) {
    const order = await lockOrder(tx, orderId)
    const result = await change(tx, await lockPayments(tx, orderId), order)
    return { result, late: result.isMore && order.status === 'cancelled' }
  }

  async function finish(tx: Database, result: Result): Promise<Result> {
    await recordSums(tx, payments, orderId, cause)
    if (!result.isMore) return result
    await giveBackLate(tx, payments, orderId, cause)
    // It came by another way than the open attempt.
    await endUnfitAttempt(tx, payments, await readOrder(tx, orderId))
    return result
  }
}

/** Tells the order what its payments come to. It is locked. */
export async function recordSums(
  tx: Database,
  { orders }: Payments,
  orderId: number,
  cause: Cause
): Promise<void> {
  await recordPayment(tx, orderId, sumPayments(await lockPayments(tx, orderId)), cause, orders)
}

/** @returns false where the transaction has to be rolled back */
async function restoreLate(
  tx: Database,
  { orders }: Payments,
  orderId: number,
  { now }: Cause
): Promise<boolean> {
  const { outcome } = await restoreOrder(tx, orderId, orders, now)
  if (outcome === 'not-expired') return true
  if (outcome !== 'restored') return false
  const rows = await lockPayments(tx, orderId)
  // What is on its way back does not pay for it.
  return keptOf(rows) + sumPayments(rows).authorized >= owedOf(await readOrder(tx, orderId))
}

async function giveBackLate(tx: Database, payments: Payments, orderId: number, cause: Cause): Promise<void> {
  if ((await readOrder(tx, orderId)).status !== 'cancelled') return
  await refundExcess(tx, payments, orderId, { ...cause, reason: 'paid-late' })
  for (const { id, status } of await lockPayments(tx, orderId)) {
    const key = `payments.abandon:${id}:late`
    if (status === 'authorized') await enqueue(tx, ABANDON, { payment: id }, { key })
  }
}
