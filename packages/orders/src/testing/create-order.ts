import { inTransaction } from '@larder/database'
import { adjustStock } from '@larder/stock'
import type { FastifyInstance } from 'fastify'
import { packOrder, sendOrder } from '../fulfilment/ship-order.js'
import { readOrder } from '../order/lock-order.js'
import type { OrderDraft } from '../order/order-draft.js'
import { type PlaceOutcome, placeOrder } from '../placing/place-order.js'
import { priceOrder } from '../placing/price-order.js'
import { draftLine, draftOrder } from './draft-order.js'

/** Puts so many units of another good into the stock. @returns its id, which no good of a shop has */
export async function stockGood(app: FastifyInstance, count: number): Promise<number> {
  const goodId = ++lastGood
  await inTransaction(app.db, (tx) =>
    adjustStock(tx, { goodId, by: count, kind: 'received' }, app.stockHooks)
  )
  return goodId
}

let lastGood = 1_000_000_000

/** Places an order in a transaction of its own, which what is short does not roll back. */
export function place(
  app: FastifyInstance,
  changes: Partial<OrderDraft> = {},
  now = new Date()
): Promise<PlaceOutcome> {
  return inTransaction(app.db, (tx) =>
    placeOrder(tx, priceOrder(draftOrder(changes), app.orders.hooks), app.orders, { now })
  )
}

/** Places an order, by default of two units of a good that there are ten of. */
export async function createOrder(
  app: FastifyInstance,
  changes: Partial<OrderDraft> = {}
): Promise<{ id: number; number: string; goodId: number }> {
  const goodId = await stockGood(app, 10)
  const placed = await place(app, { lines: [draftLine({ goodId })], ...changes })
  if (placed.outcome !== 'placed') throw new Error(`The order is ${placed.outcome}.`)
  return { id: placed.id, number: placed.number, goodId }
}

/** Packs and sends all of an order that is paid, or has no `payBy`. */
export async function sendWhole(app: FastifyInstance, id: number, now = new Date()): Promise<void> {
  await inTransaction(app.db, async (tx) => {
    const { lines } = await readOrder(tx, id)
    const units = lines.map(({ position, quantity }) => ({ position, quantity }))
    await packOrder(tx, id, { units }, { now }, app.orders)
    await sendOrder(tx, id, { carrier: 'Post', tracking: 'RR 123 456 785 DE' }, { now }, app.orders)
  })
}
