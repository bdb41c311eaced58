import type { Database } from '@larder/database'
import { returnStock } from '@larder/stock'
import { creditInvoice } from '../invoices/issue-invoice.js'
import {
  type Cause,
  lockOrder,
  type OrderLineRow,
  type OrderRow,
  owedOf,
  readOrder,
  recordEvent
} from '../order/lock-order.js'
import { type Orders, runOrderHooks } from '../order/order-hooks.js'
import { lessWith, packedUnits, stockLines, type Units, unitsLeft } from '../order/order-lines.js'
import { writeDelivery } from './delivery-state.js'

export interface Cancellation extends Cause {
  by: 'customer' | 'staff' | 'expiry'
}

export type CancelOutcome = {
  /** `not-due`: it cannot expire yet, or was paid. `too-late`: it is packed, sent or completed. */
  outcome: 'cancelled' | 'already' | 'too-late' | 'not-due'
}

/**
 * Cancels all units of an order and its delivery, and puts the stock back: the customer while it is
 * not packed, staff while nothing is sent, expiry when `payBy` is past and nothing is paid.
 */
export async function cancelOrder(
  tx: Database,
  id: number,
  { by, ...cause }: Cancellation,
  orders: Orders
): Promise<CancelOutcome> {
  const order = await lockOrder(tx, id)
  const refusal = refusalOf(order, by, cause.now)
  if (refusal) return { outcome: refusal }
  const units = order.lines
    .map((line) => ({ position: line.position, goodId: line.goodId, quantity: unitsLeft(line) }))
    .filter(({ quantity }) => quantity > 0)
  await tx.$executeRaw`UPDATE order_lines SET cancelled = quantity WHERE order_id = ${id}`
  await tx.shipment.deleteMany({ where: { orderId: id } })
  await tx.order.updateMany({
    where: { id, status: 'placed' },
    data: {
      status: 'cancelled',
      delivery: 'open',
      cancelledTotal: order.total,
      cancelledAt: cause.now,
      version: { increment: 1 }
    }
  })
  await recordEvent(tx, id, by === 'expiry' ? 'expired' : 'cancelled', cause, {
    by,
    units: units.map(({ position, quantity }) => ({ position, quantity })),
    amount: owedOf(order)
  })
  const back = { ref: `order:${id}:cancel:${order.version}`, actorId: cause.actorId }
  await returnStock(tx, stockLines(units), back, orders.stockHooks)
  const cancelled = await readOrder(tx, id)
  await runOrderHooks(orders.hooks.cancelled, tx, cancelled)
  await orders.mails.send(tx, 'cancelled', cancelled, cause)
  await creditInvoice(tx, cancelled, cause, orders)
  return { outcome: 'cancelled' }
}

function refusalOf(order: OrderRow, by: Cancellation['by'], now: Date) {
  if (order.status === 'cancelled') return 'already'
  if (order.status === 'completed' || order.lines.some(({ sent }) => sent > 0)) return 'too-late'
  if (by === 'customer' && order.delivery !== 'open') return 'too-late'
  return by === 'expiry' && !canExpire(order, now) ? 'not-due' : undefined
}

/** Whether an order is overdue. What is authorised will be paid. */
export function canExpire(order: OrderRow, now: Date): boolean {
  const { status, payment, paid, refunded, payBy } = order
  const unpaid = paid === refunded && (payment === 'due' || payment === 'failed')
  return status === 'placed' && unpaid && payBy !== null && payBy <= now
}

export type CancelUnitsOutcome = {
  /** `too-many`: so many are not left, or are packed. */
  outcome: 'cancelled' | 'too-many' | 'not-placed'
}

/**
 * Cancels some units of an order. Where none is left then, all of it is cancelled.
 *
 * @param wanted each position once
 */
export async function cancelUnits(
  tx: Database,
  id: number,
  wanted: readonly Units[],
  cause: Cause,
  orders: Orders
): Promise<CancelUnitsOutcome> {
  const order = await lockOrder(tx, id)
  if (order.status !== 'placed') return { outcome: 'not-placed' }
  const units = new Map(wanted.map(({ position, quantity }) => [position, quantity]))
  const lines = order.lines.filter(({ position }) => units.has(position))
  const packed = packedUnits(order)
  const unitsOf = ({ position }: OrderLineRow) => units.get(position) ?? 0
  const fits = lines.every((line) => {
    const left = unitsLeft(line) - (packed.get(line.position) ?? 0)
    return Number.isInteger(unitsOf(line)) && unitsOf(line) > 0 && unitsOf(line) <= left
  })
  if (!fits || lines.length === 0 || lines.length < wanted.length) return { outcome: 'too-many' }
  if (order.lines.every((line) => line.cancelled + unitsOf(line) === line.quantity)) {
    await cancelOrder(tx, id, { by: 'staff', ...cause }, orders)
    return { outcome: 'cancelled' }
  }
  for (const line of lines) {
    const { orderId, position } = line
    const data = { cancelled: { increment: unitsOf(line) } }
    await tx.orderLine.update({ where: { orderId_position: { orderId, position } }, data })
  }
  const after = order.lines.map((line) => ({ ...line, cancelled: line.cancelled + unitsOf(line) }))
  const less = lessWith(order, after)
  await lessOwed(tx, order, less, 'units-cancelled', { ...cause, units: wanted })
  // The rest may be sent already.
  await writeDelivery(tx, id, cause.now)
  const back = { ref: `order:${id}:cancel:${order.version}`, actorId: cause.actorId }
  const goods = lines.map((line) => ({ goodId: line.goodId, quantity: unitsOf(line) }))
  await returnStock(tx, stockLines(goods), back, orders.stockHooks)
  await tellOfReduction(tx, id, less, cause, orders)
  return { outcome: 'cancelled' }
}

/** Writes that less is owed than before, and why. */
export async function lessOwed(
  tx: Database,
  { id }: OrderRow,
  amount: number,
  kind: string,
  { units, ...cause }: Cause & { units: readonly Units[] }
): Promise<void> {
  const data = { cancelledTotal: { increment: amount }, version: { increment: 1 } }
  await tx.order.updateMany({ where: { id, status: 'placed' }, data })
  await recordEvent(tx, id, kind, cause, { units, amount })
}

/** After `lessOwed`: what was paid may be enough now, and what was invoiced too much. */
export async function tellOfReduction(
  tx: Database,
  id: number,
  less: number,
  cause: Cause,
  orders: Orders
): Promise<void> {
  const order = await readOrder(tx, id)
  for (const hook of orders.hooks.reduced) await hook(tx, order, less)
  await creditInvoice(tx, order, cause, orders)
}
