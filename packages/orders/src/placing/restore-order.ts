import type { Wording } from '@larder/blueprint'
import { type Database, readJson } from '@larder/database'
import { type ShortLine, takeStock } from '@larder/stock'
import { Type } from 'typebox'
import { lockOrder, readOrder, recordEvent } from '../order/lock-order.js'
import { findRefusal, type Orders } from '../order/order-hooks.js'
import { stockLines } from '../order/order-lines.js'

export type RestoreOutcome =
  | { outcome: 'restored' | 'not-expired' }
  | { outcome: 'short'; lines: ShortLine[] }
  | { outcome: 'refused'; problem: Wording }

/**
 * Takes an expired order up again that was paid after all, if its stock can be taken again. Where
 * the outcome is `short` or `refused`, the caller rolls back and has the payment refunded. The
 * caller records the payment itself.
 */
export async function restoreOrder(
  tx: Database,
  id: number,
  orders: Orders,
  now: Date
): Promise<RestoreOutcome> {
  const order = await lockOrder(tx, id)
  const expiry = await tx.orderEvent.findFirst({
    where: { orderId: id, kind: 'expired' },
    orderBy: { id: 'desc' }
  })
  // Staff or the customer may have cancelled an order that was restored before.
  if (order.status !== 'cancelled' || expiry?.at.getTime() !== order.cancelledAt?.getTime() || !expiry) {
    return { outcome: 'not-expired' }
  }
  const { units, amount } = readJson(Cancelled, expiry.data)
  const back = new Map(units.map(({ position, quantity }) => [position, quantity]))
  const lines = order.lines.map((line) => ({ ...line, quantity: back.get(line.position) ?? 0 }))
  // The first sale by `order:17` went back: a sale has a ref of its own each time.
  const ref = `order:${id}:again:${order.version}`
  const taken = await takeStock(tx, stockLines(lines), ref, orders.stockHooks)
  if (taken.outcome === 'short') return taken
  for (const { position, quantity } of units) {
    const data = { cancelled: { decrement: quantity } }
    await tx.orderLine.updateMany({ where: { orderId: id, position }, data })
  }
  await tx.order.updateMany({
    where: { id, status: 'cancelled' },
    data: {
      status: 'placed',
      payment: 'due',
      cancelledAt: null,
      cancelledTotal: { decrement: amount },
      version: { increment: 1 }
    }
  })
  await recordEvent(tx, id, 'restored', { now })
  const problem = await findRefusal(orders.hooks.beforeRestored, tx, await readOrder(tx, id))
  return problem === undefined ? { outcome: 'restored' } : { outcome: 'refused', problem }
}

const Cancelled = Type.Object({
  units: Type.Array(Type.Object({ position: Type.Integer(), quantity: Type.Integer() })),
  amount: Type.Integer()
})
