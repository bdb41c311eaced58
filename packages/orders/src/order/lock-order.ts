import { createRows, type Database, type Prisma, queryRows, statement } from '@larder/database'
import { Type } from 'typebox'
import { ORDERS_ERR_NO_ORDER } from '../errors.js'

// By its name, since TypeScript writes a list of different objects in a way that strict apps do not take.
const BY_RATE: Prisma.OrderTaxLineOrderByWithRelationInput[] = [
  { country: 'asc' },
  { category: 'asc' },
  { rate: 'asc' }
]

export const WHOLE = {
  lines: { orderBy: { position: 'asc' } },
  taxLines: { orderBy: BY_RATE },
  addresses: { orderBy: { kind: 'asc' } },
  shipments: { orderBy: { id: 'asc' }, include: { lines: { orderBy: { position: 'asc' } } } },
  invoices: {
    orderBy: { id: 'asc' },
    select: { id: true, series: true, number: true, kind: true, total: true, issuedAt: true }
  }
} satisfies Prisma.OrderInclude

/** An order with its lines, tax, addresses, shipments and invoices. */
export type OrderRow = Prisma.OrderGetPayload<{ include: typeof WHOLE }>
export type OrderLineRow = OrderRow['lines'][number]

/**
 * An order that nobody else changes until the transaction ends.
 *
 * @throws ORDERS_ERR_NO_ORDER
 */
export async function lockOrder(tx: Database, id: number): Promise<OrderRow> {
  await queryRows(tx, LOCK, [id])
  return readOrder(tx, id)
}

/** @throws ORDERS_ERR_NO_ORDER */
export async function readOrder(db: Database, id: number): Promise<OrderRow> {
  const order = await db.order.findUnique({ where: { id }, include: WHOLE })
  if (!order) throw new ORDERS_ERR_NO_ORDER(id)
  return order
}

/** What a change of an order was caused by. */
export interface Cause {
  /** The time of the transaction. */
  now: Date
  /** The member of staff. */
  actorId?: number
}

/** Writes into the order's timeline. */
export async function recordEvent(
  tx: Database,
  orderId: number,
  kind: string,
  { now, actorId }: Cause,
  data: object = {}
): Promise<void> {
  await createRows(tx, tx.orderEvent, [{ orderId, at: now, kind, actorId, data: JSON.stringify(data) }])
}

type Sums = Pick<OrderRow, 'payment' | 'total' | 'cancelledTotal' | 'paid' | 'refunded'>

/** What is to be paid for in all, whatever was paid. */
export function owedOf({ total, cancelledTotal }: Pick<Sums, 'total' | 'cancelledTotal'>): number {
  return total - cancelledTotal
}

/** Whether all that was owed has arrived, whatever went back since. */
export function isSettled(payment: OrderRow['payment']): boolean {
  return payment === 'paid' || payment === 'part_refunded' || payment === 'refunded'
}

/** What is still to be paid. What was paid in full is not due again when some of it is paid back. */
export function dueOf(order: Sums): number {
  return isSettled(order.payment) ? 0 : Math.max(0, owedOf(order) - order.paid + order.refunded)
}

/** What is asked for of the customer, or collected: nothing while all of it is promised, and taken when the order is sent. */
export function payableOf(order: Sums): number {
  return order.payment === 'authorized' ? 0 : dueOf(order)
}

/** What was paid too much, and not paid back. */
export function excessOf(order: Omit<Sums, 'payment'>): number {
  return Math.max(0, order.paid - order.refunded - owedOf(order))
}

// A statement of its own: a lock in another one's subquery keeps the values from before its wait.
const LOCK = statement(Type.Object({ id: Type.Integer() }), 'SELECT id FROM orders WHERE id = $1 FOR UPDATE')
