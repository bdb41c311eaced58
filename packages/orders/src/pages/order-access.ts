import { userOf } from '@larder/session'
import type { FastifyRequest } from 'fastify'
import type { OrderRow } from '../order/lock-order.js'

/** `status`: without what is personal, as address, note, parcels' numbers and invoices. */
export type OrderAccess = 'all' | 'status'

/**
 * Lets this visitor see an order: who has just placed it, or has shown its key.
 *
 * @param askedAt when its link was asked for, if it was
 */
export function grantOrder(request: FastifyRequest, id: number, askedAt?: Date | null): void {
  const grants = request.session.orderGrants ?? []
  const before = grants.find((one) => one.id === id)?.askedAt ?? 0
  const grant = { id, askedAt: Math.max(before, askedAt?.getTime() ?? 0) }
  request.session.orderGrants = [...grants.filter((one) => one.id !== id), grant].slice(-MOST_GRANTS)
}

/**
 * What the visitor may see of an order: as its customer, or by a grant of the session, which shows all
 * for 90 days from the placing, or from when its link was asked for. Nothing else opens it, least of
 * all its number.
 */
export function accessTo(request: FastifyRequest, order: OrderRow, now: Date): OrderAccess | undefined {
  if (order.userId !== null && order.userId === userOf(request)?.id) return 'all'
  const grant = request.session.orderGrants?.find(({ id }) => id === order.id)
  if (!grant) return undefined
  const since = Math.max(order.placedAt.getTime(), grant.askedAt)
  return now.getTime() - since < NINETY_DAYS ? 'all' : 'status'
}

/** The orders that the session was granted, the last one last. */
export function grantedOrders(request: FastifyRequest): readonly number[] {
  return (request.session.orderGrants ?? []).map(({ id }) => id)
}

/** Sessions are one row: it stays small. */
const MOST_GRANTS = 50
const NINETY_DAYS = 90 * 24 * 60 * 60_000

declare module 'fastify' {
  interface Session {
    /** The orders that this visitor may see without an account. `askedAt` is in milliseconds, 0 for never. */
    orderGrants?: { id: number; askedAt: number }[]
  }
}
