import type { Database } from '@larder/database'
import type { Person } from '@larder/session'
import { forgetChanges } from '@larder/staff'
import { enqueue, taskKind } from '@larder/tasks'
import { Type } from 'typebox'
import { lockOrder, type OrderRow, recordEvent } from '../order/lock-order.js'
import { type OrderHook, runOrderHooks } from '../order/order-hooks.js'

/** Anonymises an order of somebody who had their data erased, once it is over. `due` is when, in milliseconds: clocks differ. */
export const ANONYMISE = taskKind(
  'orders.anonymise',
  Type.Object({ order: Type.Integer(), due: Type.Number() })
)

/**
 * Takes out of a person's orders what names them: at once where they are over, else by a task when they are. An account's orders
 * are those of its user, and guests' with its address.
 */
export async function anonymiseOrders(
  tx: Database,
  hooks: readonly OrderHook[],
  person: Person,
  now: Date
): Promise<void> {
  const orders = await tx.order.findMany({
    where: { ...ordersOf(person), anonymisedAt: null },
    select: { id: true },
    orderBy: { id: 'asc' }
  })
  for (const { id } of orders) await anonymiseWhenOver(tx, hooks, id, now)
}

/** The condition for a person's orders. */
export function ordersOf({ userId, email }: Person) {
  const own = userId === null ? [] : [{ userId }]
  const asGuest = email === null ? [] : [{ userId: null, email }]
  return { OR: [...own, ...asGuest] }
}

/**
 * Anonymises an order, or leaves it to a task: it is over 30 days after it was delivered or cancelled, when nothing is to be paid
 * back. Amounts, tax, country and invoices stay. Run it in a transaction.
 */
export async function anonymiseWhenOver(
  tx: Database,
  hooks: readonly OrderHook[],
  id: number,
  now: Date
): Promise<void> {
  const order = await lockOrder(tx, id)
  if (order.anonymisedAt) return
  const end = endOf(order)
  const dueAt = end ? new Date(end.getTime() + 30 * DAY) : new Date(now.getTime() + DAY)
  if (end && dueAt <= now) return anonymise(tx, hooks, order, now)
  // One for each time: a task that looked too early leaves another one.
  const due = dueAt.getTime()
  await enqueue(tx, ANONYMISE, { order: id, due }, { key: `orders.anonymise:${id}:${due}`, dueAt })
}

const DAY = 24 * 60 * 60_000

/** When an order was delivered or cancelled; undefined while something is to be done. */
function endOf({ status, delivery, cancelledAt, paid, refunded, shipments }: OrderRow): Date | undefined {
  if (status === 'cancelled') return paid === refunded ? (cancelledAt ?? undefined) : undefined
  if (status !== 'completed' && delivery !== 'delivered' && delivery !== 'returned') return undefined
  const times = shipments.flatMap(({ sentAt, deliveredAt }) => deliveredAt ?? sentAt ?? [])
  return times.length > 0 ? new Date(Math.max(...times.map(Number))) : undefined
}

async function anonymise(
  tx: Database,
  hooks: readonly OrderHook[],
  order: OrderRow,
  now: Date
): Promise<void> {
  const { id } = order
  const data = { email: '', note: '', userId: null, anonymisedAt: now, version: { increment: 1 } }
  await tx.order.update({ where: { id }, data, select: { id: true } })
  await tx.orderAddress.updateMany({ where: { orderId: id }, data: NOBODY })
  await tx.shipment.updateMany({ where: { orderId: id }, data: { tracking: '' } })
  await tx.orderKey.deleteMany({ where: { orderId: id } })
  const events = await tx.orderEvent.findMany({ where: { orderId: id }, select: { id: true, data: true } })
  for (const { id, data } of events) {
    const left = withoutTexts(data)
    if (left !== data)
      await tx.orderEvent.update({ where: { id }, data: { data: left }, select: { id: true } })
  }
  await forgetChanges(tx, 'order', id)
  await runOrderHooks([...hooks], tx, order)
  await recordEvent(tx, id, 'anonymised', { now })
}

const NOBODY = {
  ...{ name: '', organisation: '', street: '', district: '', city: '', postalCode: '', phone: '' }
}

/** Of an event's texts only those stay that are known to name nobody; reasons, notes and tracking go. */
function withoutTexts(json: string): string {
  const data: unknown = JSON.parse(json)
  if (typeof data !== 'object' || data === null) return '{}'
  const left = Object.entries(data).map(([key, value]) => [key, HARMLESS.has(key) ? value : blank(value)])
  return JSON.stringify(Object.fromEntries(left))
}

/** Who cancelled, how it is paid, the kind and id of a mail, the names of fields. */
const HARMLESS = new Set(['by', 'payment', 'name', 'mail', 'fields'])

function blank(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_key, part: unknown) => (typeof part === 'string' ? '' : part)))
}
