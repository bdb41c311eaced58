import type { Database } from '@larder/database'
import { dueOf, type OrderRow } from '@larder/orders'
import { enqueue } from '@larder/tasks'
import type { Payments } from '../methods/method-registry.js'
import { lockPayments } from '../payment/lock-payments.js'
import { ABANDON } from '../payment/payment-tasks.js'

/** Ends the open attempt where it asks for another amount than is due now: its customer must not pay by it. */
export async function endUnfitAttempt(tx: Database, { methods }: Payments, order: OrderRow): Promise<void> {
  const open = (await lockPayments(tx, order.id)).find(({ openOrderId }) => openOrderId !== null)
  if (!open || open.amount === dueOf(order)) return
  const isAsked = methods.some(({ name, read }) => name === open.method && read)
  // While anything is due, less is taken of what is authorised, and what is paid by hand still arrives.
  const isDue = order.status === 'placed' && dueOf(order) > 0
  if (isDue && (open.status === 'authorized' || !isAsked)) return
  await enqueue(tx, ABANDON, { payment: open.id }, { key: `payments.abandon:${open.id}:${order.version}` })
}
