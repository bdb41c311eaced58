import type { Database } from '@larder/database'
import { lockOrder, type OrderRow, recordEvent } from '../order/lock-order.js'
import type { Orders } from '../order/order-hooks.js'

/**
 * Takes a customer's withdrawal from the contract down, and mails the receipt with its time
 * (2011/83/EU, Art. 11a). What comes back, and what is paid back, is then for staff.
 */
export async function withdrawOrder(
  tx: Database,
  id: number,
  orders: Orders,
  now: Date
): Promise<{ outcome: 'withdrawn' | 'already' | 'too-late' }> {
  const order = await lockOrder(tx, id)
  const events = await tx.orderEvent.findMany({
    where: { orderId: id, kind: 'withdrawn' },
    select: { data: true }
  })
  const known = events.flatMap(({ data }): unknown[] => JSON.parse(data).positions)
  const withdrawable = order.lines.filter(isWithdrawable).map(({ position }) => position)
  // What was sent since may be withdrawn from as well.
  const positions = withdrawable.filter((position) => !known.includes(position))
  if (events.length > 0 && positions.length === 0) return { outcome: 'already' }
  if (!mayWithdraw(order, now)) return { outcome: 'too-late' }
  await recordEvent(tx, id, 'withdrawn', { now }, { positions })
  await orders.mails.send(tx, 'withdrawn', order, { now })
  return { outcome: 'withdrawn' }
}

/**
 * Whether a customer can withdraw: for 14 days from the last delivery, from what is not perishable
 * (Art. 9, 16(d)), of which the last counts to its end (1182/71/EEC, Art. 3). Where the day of the delivery is not known, for
 * a month after it was sent.
 */
export function mayWithdraw({ lines, shipments }: OrderRow, now: Date): boolean {
  if (!lines.some(isWithdrawable)) return false
  const ends = shipments.map(({ sentAt, deliveredAt }) =>
    deliveredAt ? deliveredAt.getTime() + 15 * DAY : (sentAt?.getTime() ?? 0) + 30 * DAY
  )
  return now.getTime() <= Math.max(0, ...ends)
}

function isWithdrawable({ perishable, sent, returned }: OrderRow['lines'][number]): boolean {
  return !perishable && sent > returned
}

const DAY = 24 * 60 * 60_000
