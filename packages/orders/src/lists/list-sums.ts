import type { Database } from '@larder/database'
import type { OrderRow } from '../order/lock-order.js'

/** What an order says of its payments. */
export type OrderSums = Pick<OrderRow, 'id' | 'number' | 'status' | 'currency' | 'paid' | 'refunded'>

/** The sums of so many orders, for payments to compare: those after an id, in the order of their ids. */
export function listOrderSums(db: Database, after: number, limit: number): Promise<OrderSums[]> {
  return db.order.findMany({
    where: { id: { gt: after } },
    orderBy: { id: 'asc' },
    take: limit,
    select: { id: true, number: true, status: true, currency: true, paid: true, refunded: true }
  })
}
