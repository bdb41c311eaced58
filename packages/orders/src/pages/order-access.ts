import type { FastifyRequest } from 'fastify'
import type { OrderRow } from '../order/lock-order.js'

/** Lets this visitor see an order: who has just placed it, or has shown its key. */
export function grantOrder(request: FastifyRequest, id: number): void {
  const before = (request.session.orders ?? []).filter((one) => one !== id)
  request.session.orders = [...before, id].slice(-MOST_GRANTS)
}

/**
 * What the visitor may see of an order: as its customer, or by a grant of the session, which shows
 * the address of new orders only. Nothing else opens it, least of all its number.
 */
export function accessTo(
  request: FastifyRequest,
  order: OrderRow,
  now: Date
): 'all' | 'without address' | undefined {
  if (order.userId !== null && order.userId === request.user?.id) return 'all'
  if (!request.session.orders?.includes(order.id)) return undefined
  return now.getTime() - order.placedAt.getTime() < NINETY_DAYS ? 'all' : 'without address'
}

/** The orders that the session was granted, the last one last. */
export function grantedOrders(request: FastifyRequest): readonly number[] {
  return request.session.orders ?? []
}

/** Sessions are one row: it stays small. */
const MOST_GRANTS = 50
const NINETY_DAYS = 90 * 24 * 60 * 60_000

declare module 'fastify' {
  interface Session {
    /** The ids of the orders that this visitor may see without an account. */
    orders?: number[]
  }
}
