import type { Database } from '@larder/database'
import { type OrderRow, readOrder } from '../order/lock-order.js'
import { completeLater } from './complete-order.js'

/** Writes the state of delivery, which follows from the sums of the lines. */
export async function writeDelivery(tx: Database, id: number, now: Date): Promise<void> {
  const order = await readOrder(tx, id)
  const data = { delivery: deliveryState(order), version: { increment: 1 } }
  await tx.order.updateMany({ where: { id, version: order.version }, data })
  if (data.delivery !== order.delivery) await completeLater(tx, await readOrder(tx, id), now)
}

export function deliveryState({ lines, shipments }: OrderRow): OrderRow['delivery'] {
  const sum = (of: 'quantity' | 'cancelled' | 'sent' | 'returned') =>
    lines.reduce((sum, line) => sum + line[of], 0)
  const sent = sum('sent')
  if (sent === 0) return shipments.some(({ status }) => status === 'packed') ? 'packed' : 'open'
  if (sent < sum('quantity') - sum('cancelled')) return 'part_sent'
  if (sum('returned') === sent) return 'returned'
  return shipments.every(({ status }) => status === 'delivered') ? 'delivered' : 'sent'
}
