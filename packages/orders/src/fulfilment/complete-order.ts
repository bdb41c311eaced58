import { type Database, inTransaction, type PrismaClient } from '@larder/database'
import { enqueue } from '@larder/tasks'
import { lockOrder, type OrderRow, recordEvent } from '../order/lock-order.js'
import { COMPLETE } from '../order/order-tasks.js'

/**
 * Leaves an order that is delivered and paid to the task that completes it: two weeks after its last
 * parcel was sent, or at once. Call it whenever one of the two has come about, in the transaction.
 */
export async function completeLater(tx: Database, order: OrderRow, now: Date): Promise<void> {
  if (!isOver(order)) return
  const { id, version, shipments } = order
  const sent = shipments.flatMap(({ sentAt }) => (sentAt ? [sentAt.getTime()] : []))
  const dueAt = new Date(Math.max(now.getTime(), ...sent.map((time) => time + TWO_WEEKS)))
  await enqueue(tx, COMPLETE, { order: id }, { key: `orders.complete:${id}:${version}`, dueAt })
}

/** Completes an order that is delivered and paid. */
export async function completeOrder(db: PrismaClient, id: number, now: Date): Promise<void> {
  await inTransaction(db, async (tx) => {
    if (!isOver(await lockOrder(tx, id))) return
    const data = { status: 'completed' as const, version: { increment: 1 } }
    await tx.order.updateMany({ where: { id, status: 'placed' }, data })
    await recordEvent(tx, id, 'completed', { now })
  })
}

function isOver({ status, delivery, payment }: OrderRow): boolean {
  const isDelivered = delivery === 'sent' || delivery === 'delivered' || delivery === 'returned'
  const isPaid = payment === 'paid' || payment === 'refunded' || payment === 'part_refunded'
  return status === 'placed' && isDelivered && isPaid
}

const TWO_WEEKS = 14 * 24 * 60 * 60_000
