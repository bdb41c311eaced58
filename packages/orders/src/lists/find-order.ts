import type { Database, Prisma } from '@larder/database'
import { type OrderRow, readOrder } from '../order/lock-order.js'

/** The order of a number, whoever asks: it is for the caller to know whether they may see it. */
export async function findOrder(db: Database, number: string): Promise<OrderRow | undefined> {
  const found = await db.order.findUnique({ where: { number }, select: { id: true } })
  return found ? readOrder(db, found.id) : undefined
}

/** The latest order of a user, or of those that a session may see. */
export async function findLatestOrder(
  db: Database,
  userId: number | undefined,
  granted: readonly number[]
): Promise<OrderRow | undefined> {
  if (userId === undefined && granted.length === 0) return undefined
  const mine = userId === undefined ? [] : [{ userId }]
  const found = await db.order.findFirst({
    where: { OR: [...mine, { id: { in: [...granted] } }] },
    orderBy: { id: 'desc' },
    select: { id: true }
  })
  return found ? readOrder(db, found.id) : undefined
}

/** What people call orders, by their ids. */
export async function findOrderNumbers(db: Database, ids: readonly number[]): Promise<Map<number, string>> {
  const rows = await db.order.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, number: true }
  })
  return new Map(rows.map(({ id, number }) => [id, number ?? '']))
}

/** The columns of an order in a list. */
export const LISTED = {
  id: true,
  number: true,
  placedAt: true,
  status: true,
  payment: true,
  delivery: true,
  total: true,
  cancelledTotal: true,
  currency: true
} as const

/** An order in a list. */
export type ListedOrder = Prisma.OrderGetPayload<{ select: typeof LISTED }>

/**
 * A user's orders, the last first, from the one after `after` on.
 *
 * @param after the id of the last that was shown
 */
export async function listOrders(
  db: Database,
  userId: number,
  { limit, after }: { limit: number; after?: number }
): Promise<ListedOrder[]> {
  return db.order.findMany({
    where: { userId, ...(after !== undefined && { id: { lt: after } }) },
    orderBy: { id: 'desc' },
    take: limit,
    select: LISTED
  })
}
