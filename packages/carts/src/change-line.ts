import type { Database } from '@larder/database'
import { findStock } from '@larder/goods'
import type { CartOwner } from './cart-owner.js'
import { mostInCart } from './schemas.js'

/** The new quantity of a good. `limited` means that it was cut to the stock or the ceiling. */
export interface LineOutcome {
  quantity: number
  limited: boolean
}

/**
 * Sets the quantity of a good in the cart, cut to the stock and the ceiling. 0 removes the line.
 *
 * @returns undefined where the cart has no such line
 */
export async function changeLine(
  db: Database,
  owner: CartOwner,
  goodId: number,
  quantity: number
): Promise<LineOutcome | undefined> {
  const most = mostInCart((await findStock(db, goodId)) ?? 0)
  const allowed = Math.min(quantity, most)
  const where = { goodId, cart: owner }
  const { count } =
    allowed > 0
      ? await db.cartLine.updateMany({ where, data: { quantity: allowed } })
      : await db.cartLine.deleteMany({ where })
  return count > 0 ? { quantity: allowed, limited: allowed < quantity } : undefined
}
