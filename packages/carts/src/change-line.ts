import type { Database } from '@larder/database'
import type { CartOwner } from './cart-owner.js'

/** The new quantity of a good. `limited` means that it was cut to the most. */
export interface LineOutcome {
  quantity: number
  limited: boolean
}

/**
 * Sets the quantity of a good in the cart, cut to the most. 0 removes the line.
 *
 * @param most of this good that a cart can have: see {@link mostInCart}
 * @returns undefined where the cart has no such line
 */
export async function changeLine(
  db: Database,
  owner: CartOwner,
  goodId: number,
  quantity: number,
  most: number
): Promise<LineOutcome | undefined> {
  const allowed = Math.min(quantity, most)
  const where = { goodId, cart: owner }
  const { count } =
    allowed > 0
      ? await db.cartLine.updateMany({ where, data: { quantity: allowed } })
      : await db.cartLine.deleteMany({ where })
  return count > 0 ? { quantity: allowed, limited: allowed < quantity } : undefined
}
