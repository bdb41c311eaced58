import { type Database, statement, Timestamp } from '@larder/database'
import { SHOP_LANGUAGE, translateGoods, withGoods } from '@larder/goods'
import { Type } from 'typebox'
import type { CartOwner } from './cart-owner.js'
import { cartTotals, lineTotal } from './cart-totals.js'
import { queryByOwner } from './query-by-owner.js'
import type { CartView } from './schemas.js'

/**
 * The owner's cart with its goods as they are now, in the order they were added. Goods that are not
 * sold any more are taken out of it, and named this once.
 *
 * @param currency the shop's. A good with a price in another one counts for nothing.
 * @param language of the goods' names, BCP 47. @default the shop's own
 */
export async function findCart(
  db: Database,
  owner: CartOwner | undefined,
  currency: string,
  language = SHOP_LANGUAGE
): Promise<CartView> {
  const { lines, notSold } = owner ? await findLines(db, owner, language) : NOTHING
  const cart = { lines, ...cartTotals(lines, currency) }
  if (!owner || notSold.length === 0) return cart
  await db.cartLine.deleteMany({ where: { cart: owner, goodId: { in: notSold.map(({ good }) => good) } } })
  return { ...cart, not_sold: notSold }
}

async function findLines(
  db: Database,
  owner: CartOwner,
  language: string
): Promise<{ lines: CartView['lines']; notSold: { good: number; name: string }[] }> {
  const rows = await translateGoods(db, await findGoodsOf(db, owner), language)
  rows.sort((one, other) => one.added_at.getTime() - other.added_at.getTime() || one.id - other.id)
  const sold = rows.filter(({ published }) => published)
  const notSold = rows.filter(({ published }) => !published).map(({ id, name }) => ({ good: id, name }))
  const lines = sold.map(({ good_id, quantity, added_at, published, ...good }) => {
    return { good, quantity, total: lineTotal({ good, quantity }) }
  })
  return { lines, notSold }
}

const NOTHING = { lines: [], notSold: [] }

const findGoodsOf = queryByOwner((column) =>
  withGoods(
    statement(
      Type.Object({ good_id: Type.Integer(), quantity: Type.Integer(), added_at: Timestamp }),
      `SELECT l.good_id, l.quantity, l.added_at FROM carts c JOIN cart_lines l ON l.cart_id = c.id
       WHERE c.${column} = $1`
    )
  )
)
