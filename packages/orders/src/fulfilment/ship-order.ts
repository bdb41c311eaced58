import type { Database } from '@larder/database'
import { sumAmounts } from '@larder/money'
import { returnStock } from '@larder/stock'
import { creditInvoice, issueInvoice } from '../invoices/issue-invoice.js'
import {
  type Cause,
  isSettled,
  lockOrder,
  type OrderRow,
  readOrder,
  recordEvent
} from '../order/lock-order.js'
import { type Orders, runOrderHooks } from '../order/order-hooks.js'
import {
  areApart,
  billedLine,
  lessWith,
  packedUnits,
  stockLines,
  type Units,
  unitsLeft
} from '../order/order-lines.js'
import { lessOwed, tellOfReduction } from './cancel-order.js'
import { writeDelivery } from './delivery-state.js'

export interface Parcel {
  /** Each position once. `reducedBy` is what its weight takes off the price. */
  units: readonly (Units & { reducedBy?: number })[]
  /** Whether the customer fetches it, and is mailed now. @default false */
  pickup?: boolean
}

export type PackOutcome =
  | { outcome: 'packed'; shipmentId: number }
  /** `unpaid`: it is neither paid nor authorised, nor to be paid on delivery. */
  | { outcome: 'unpaid' | 'not-placed' | 'too-many' }

/** Packs units into a parcel: no more than are neither cancelled nor packed already. */
export async function packOrder(
  tx: Database,
  id: number,
  { units, pickup = false }: Parcel,
  cause: Cause,
  orders: Orders
): Promise<PackOutcome> {
  const order = await lockOrder(tx, id)
  if (order.status !== 'placed') return { outcome: 'not-placed' }
  if (!mayPack(order)) return { outcome: 'unpaid' }
  const fits = areApart(units) && units.every((one) => fitsInto(order, one))
  if (units.length === 0 || !fits) return { outcome: 'too-many' }
  const lines = units.map(({ position, quantity }) => ({ position, quantity }))
  const data = { orderId: id, packedAt: cause.now, lines: { create: lines } }
  const { id: shipmentId } = await tx.shipment.create({ data })
  await recordEvent(tx, id, 'packed', cause, { shipment: shipmentId, units: lines })
  await writeDelivery(tx, id, cause.now)
  const reductions = units.filter(({ reducedBy = 0 }) => reducedBy > 0)
  for (const { position, reducedBy = 0 } of reductions) {
    const where = { orderId_position: { orderId: id, position } }
    await tx.orderLine.update({ where, data: { reduced: { increment: reducedBy } } })
  }
  const amount = sumAmounts(reductions.map(({ reducedBy = 0 }) => reducedBy))
  if (amount > 0) await lessOwed(tx, order, amount, 'reduced', { ...cause, units: reductions })
  if (pickup) await orders.mails.send(tx, 'ready', await readOrder(tx, id), cause)
  if (amount > 0) await tellOfReduction(tx, id, amount, cause, orders)
  return { outcome: 'packed', shipmentId }
}

/** Whether it is paid for, or will be: what is to be paid on delivery goes out unpaid. */
export function mayPack({ payment, payBy }: Pick<OrderRow, 'payment' | 'payBy'>): boolean {
  return payBy === null || ['paid', 'authorized', 'part_refunded'].includes(payment)
}

function fitsInto(order: OrderRow, { position, quantity, reducedBy = 0 }: Parcel['units'][number]): boolean {
  const line = order.lines.find((line) => line.position === position)
  if (!line || !Number.isInteger(quantity) || quantity < 1) return false
  const units = unitsLeft(line) - (packedUnits(order).get(position) ?? 0)
  return quantity <= units && reducedBy >= 0 && reducedBy <= billedLine(line)
}

/**
 * Takes a parcel apart that is not sent: its units can be packed again, or cancelled. What their weight took off the price
 * stays off.
 */
export async function unpackParcel(
  tx: Database,
  id: number,
  shipmentId: number,
  cause: Cause
): Promise<{ outcome: 'unpacked' | 'not-packed' }> {
  await lockOrder(tx, id)
  const { count } = await tx.shipment.deleteMany({ where: { id: shipmentId, orderId: id, status: 'packed' } })
  if (count === 0) return { outcome: 'not-packed' }
  await recordEvent(tx, id, 'unpacked', cause, { shipment: shipmentId })
  await writeDelivery(tx, id, cause.now)
  return { outcome: 'unpacked' }
}

/**
 * Sends what is packed, all of it or one parcel, and issues the invoice at the first. `pickup`
 * parcels are sent when they are fetched.
 */
export async function sendOrder(
  tx: Database,
  id: number,
  sending: { shipmentId?: number; carrier?: string; tracking?: string },
  cause: Cause,
  orders: Orders
): Promise<{ outcome: 'sent' | 'nothing-packed' | 'unpaid' }> {
  const { shipmentId, carrier = '', tracking = '' } = sending
  const order = await lockOrder(tx, id)
  const parcels = order.shipments.filter(
    (parcel) => parcel.status === 'packed' && (shipmentId === undefined || parcel.id === shipmentId)
  )
  if (order.status !== 'placed' || parcels.length === 0) return { outcome: 'nothing-packed' }
  // It was authorised when it was packed, and is not any more.
  if (!mayPack(order)) return { outcome: 'unpaid' }
  await tx.shipment.updateMany({
    where: { id: { in: parcels.map((parcel) => parcel.id) }, status: 'packed' },
    data: { status: 'sent', sentAt: cause.now, carrier, tracking }
  })
  for (const { position, quantity } of parcels.flatMap(({ lines }) => lines)) {
    const where = { orderId_position: { orderId: id, position } }
    await tx.orderLine.update({ where, data: { sent: { increment: quantity } } })
  }
  await recordEvent(tx, id, 'sent', cause, { shipments: parcels.map((parcel) => parcel.id), tracking })
  await writeDelivery(tx, id, cause.now)
  const sent = await readOrder(tx, id)
  await runOrderHooks(orders.hooks.sent, tx, sent)
  await orders.mails.send(tx, 'sent', sent, cause)
  await issueInvoice(tx, id, cause, orders)
  return { outcome: 'sent' }
}

/** Writes that a parcel arrived, or got lost. */
export async function recordArrival(
  tx: Database,
  id: number,
  shipmentId: number,
  status: 'delivered' | 'lost',
  cause: Cause
): Promise<{ outcome: 'recorded' | 'not-sent' }> {
  await lockOrder(tx, id)
  const { count } = await tx.shipment.updateMany({
    where: { id: shipmentId, orderId: id, status: 'sent' },
    data: { status, deliveredAt: status === 'delivered' ? cause.now : null }
  })
  if (count === 0) return { outcome: 'not-sent' }
  await recordEvent(tx, id, status, cause, { shipment: shipmentId })
  await writeDelivery(tx, id, cause.now)
  return { outcome: 'recorded' }
}

/**
 * Takes units back that a customer returned, each position once. They go into the stock where staff say so. While the order
 * is still to be paid (a parcel that was refused at the door), they are not owed any more, and with the last of them
 * nothing is. What is paid back for them is for payments; the invoice gets its credit note here.
 *
 * @returns `less`: how much less the order owes, nothing where it was paid
 */
export async function returnUnits(
  tx: Database,
  id: number,
  wanted: readonly (Units & { restock: boolean })[],
  cause: Cause,
  orders: Orders
): Promise<{ outcome: 'returned'; less: number } | { outcome: 'too-many' }> {
  const order = await lockOrder(tx, id)
  const lines = wanted.flatMap((units) => {
    const line = order.lines.find(({ position }) => position === units.position)
    const fits = Number.isInteger(units.quantity) && units.quantity > 0
    return line && fits && units.quantity <= line.sent - line.returned ? [{ ...units, line }] : []
  })
  if (lines.length === 0 || lines.length < wanted.length || !areApart(wanted)) return { outcome: 'too-many' }
  for (const { position, quantity, restock } of lines) {
    const where = { orderId_position: { orderId: id, position } }
    const data = {
      returned: { increment: quantity },
      ...(restock && { restocked: { increment: quantity } })
    }
    await tx.orderLine.update({ where, data })
  }
  const less = unpaidOf(order, wanted)
  if (less > 0) await lessOwed(tx, order, less, 'returned', { ...cause, units: wanted })
  else await recordEvent(tx, id, 'returned', cause, { units: wanted })
  await writeDelivery(tx, id, cause.now)
  const shelf = lines.filter(({ restock }) => restock).map(({ line, quantity }) => ({ ...line, quantity }))
  const back = { ref: `order:${id}:return:${order.version}`, actorId: cause.actorId }
  await returnStock(tx, stockLines(shelf), back, orders.stockHooks)
  if (less > 0) await tellOfReduction(tx, id, less, cause, orders)
  else await creditInvoice(tx, order, cause, orders)
  return { outcome: 'returned', less }
}

/** How much less is owed once some units are back. */
function unpaidOf(order: OrderRow, back: readonly Units[]): number {
  if (isSettled(order.payment)) return 0
  const after = order.lines.map((line) => {
    const units = back.find(({ position }) => position === line.position)?.quantity ?? 0
    return { ...line, returned: line.returned + units }
  })
  return lessWith(order, after)
}
