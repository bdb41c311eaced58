import type { Database } from '@larder/database'
import { listSlots } from '@larder/delivery'
import { countSlotOrders } from '@larder/orders'
import { readSlotRef } from './choose-delivery.js'

/**
 * The delivery times that are not taken by as many orders as have them, each in a sentence: something
 * else wrote the tables.
 */
export async function checkSlots(db: Database): Promise<string[]> {
  const counts = await countSlotOrders(db)
  const orders = new Map(counts.map(({ slotRef, orders }) => [readSlotRef(slotRef), orders]))
  const slots = await listSlots(db, new Date(0))
  return slots
    .filter(({ id, taken }) => taken !== (orders.get(id) ?? 0))
    .map(
      ({ id, taken }) =>
        `Delivery time ${id}: it is taken by ${taken} orders, and ${orders.get(id) ?? 0} have it.`
    )
}
