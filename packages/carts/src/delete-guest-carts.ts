import type { Database } from '@larder/database'
import { guestCart } from './cart-owner.js'

/** Deletes the carts of guests whose sessions have ended. */
export async function deleteCartsOfSessions(db: Database, sessionIds: string[]): Promise<void> {
  await db.cart.deleteMany({ where: { userId: null, id: { in: sessionIds.map(guestCart) } } })
}

/**
 * Deletes guests' carts older than any session. They are left over from sessions that ended early.
 *
 * @param age in milliseconds, as long as a session lasts at most
 */
export async function deleteGuestCarts(db: Database, age: number, signal?: AbortSignal): Promise<void> {
  const where = { userId: null, createdAt: { lt: new Date(Date.now() - age) } }
  while ((await db.cart.deleteMany({ where, limit: AT_ONCE })).count === AT_ONCE && !signal?.aborted);
}

const AT_ONCE = 1_000
