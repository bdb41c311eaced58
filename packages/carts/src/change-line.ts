import type { Database } from '@larder/database'
import { findStock } from '@larder/goods'
import type { CartOwner } from './cart-owner.js'
import { mostInCart } from './schemas.js'

/** What became of a wish for some of a good. `limited` means that it was cut to what is there. */
export interface LineOutcome {
  quantity: number
  limited: boolean
}

/**
 * Sets the quantity of a good in the cart, down to the stock and the ceiling if need be; 0 removes it.
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
