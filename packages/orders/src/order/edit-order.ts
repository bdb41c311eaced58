import type { Address } from '@larder/addresses'
import type { Database } from '@larder/database'
import { type Cause, lockOrder, type OrderRow, recordEvent } from './lock-order.js'

/** Writes into the timeline what changes nothing else of the order. */
export async function addToTimeline(
  tx: Database,
  id: number,
  kind: string,
  cause: Cause,
  data: object
): Promise<void> {
  await tx.order.update({ where: { id }, data: { version: { increment: 1 } } })
  await recordEvent(tx, id, kind, cause, data)
}

/** What staff may change of an order until it is sent. */
export interface OrderEdit {
  /** Of the delivery, in the same country: tax was found for that one. */
  address?: Address
  /** The customer's. At most 500 characters. */
  note?: string
  /** When it is delivered: what the caller knows the time by, and the time. */
  slot?: { slotRef: string | null; from: Date | null; until: Date | null }
}

/**
 * Changes where, when and how an order is to be delivered. Where the invoice had the same address it
 * gets the new one, too. The event names the fields only: the timeline keeps no addresses.
 *
 * @returns `too-late` where it is sent or cancelled, `other-country` where the address is in another one
 */
export async function editOrder(
  tx: Database,
  id: number,
  { address, note, slot }: OrderEdit,
  cause: Cause
): Promise<{ outcome: 'saved' | 'too-late' | 'other-country' }> {
  const order = await lockOrder(tx, id)
  if (!mayEdit(order)) return { outcome: 'too-late' }
  const before = order.addresses.find(({ kind }) => kind === 'delivery')
  if (address && before && address.country !== before.country) return { outcome: 'other-country' }
  const times = slot && { slotRef: slot.slotRef, deliverFrom: slot.from, deliverUntil: slot.until }
  await tx.order.update({ where: { id }, data: { note, ...times, version: { increment: 1 } } })
  if (address) {
    const billing = order.addresses.find(({ kind }) => kind === 'billing')
    const isShared = JSON.stringify({ ...billing, kind: 'delivery' }) === JSON.stringify(before)
    const where = { orderId: id, ...(!isShared && { kind: 'delivery' as const }) }
    await tx.orderAddress.updateMany({ where, data: address })
  }
  const given = Object.entries({ address, note, slot }).filter(([, value]) => value !== undefined)
  await recordEvent(tx, id, 'changed', cause, { fields: given.map(([field]) => field) })
  return { outcome: 'saved' }
}

/** Whether nothing of it is on its way yet. */
export function mayEdit({ status, delivery }: Pick<OrderRow, 'status' | 'delivery'>): boolean {
  return status === 'placed' && (delivery === 'open' || delivery === 'packed')
}
