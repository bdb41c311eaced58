import type { Database } from '@larder/database'
import type { OrderRow } from '../order/lock-order.js'

/** How many orders are in the same states, and what they brought. */
export interface OrderCount extends Pick<OrderRow, 'status' | 'payment' | 'delivery' | 'currency'> {
  orders: number
  /** What was paid and not refunded, in minor units of the currency. */
  revenue: number
}

/** For metrics: counts all orders. It reads the whole table, a million orders in half a second. */
export async function countOrders(db: Database): Promise<OrderCount[]> {
  const groups = await db.order.groupBy({
    by: ['status', 'payment', 'delivery', 'currency'],
    _count: true,
    _sum: { paid: true, refunded: true }
  })
  return groups.map(({ _count: orders, _sum, ...states }) => ({
    ...states,
    orders,
    revenue: (_sum.paid ?? 0) - (_sum.refunded ?? 0)
  }))
}

/** How many orders that were not cancelled have each delivery slot, by what they call it. */
export async function countSlotOrders(db: Database): Promise<{ slotRef: string; orders: number }[]> {
  const groups = await db.order.groupBy({
    by: ['slotRef'],
    where: { slotRef: { not: null }, status: { not: 'cancelled' } },
    _count: true
  })
  return groups.map(({ slotRef, _count: orders }) => ({ slotRef: slotRef ?? '', orders }))
}
