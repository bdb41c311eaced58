import { type Database, statement } from '@larder/database'
import { findGoods, nameGoods, SHOP_LANGUAGE } from '@larder/goods'
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
  return { ...cart, not_sold: await takeOut(db, owner, notSold, language) }
}

async function findLines(
  db: Database,
  owner: CartOwner,
  language = SHOP_LANGUAGE
): Promise<{ lines: CartView['lines']; notSold: number[] }> {
  const wanted = await findWanted(db, owner)
  if (wanted.length === 0) return NOTHING
  const goods = await findGoods(
    db,
    wanted.map(({ goodId }) => goodId),
    language
  )
  const byId = new Map(goods.map((good) => [good.id, good]))
  const lines = wanted.flatMap(({ goodId, quantity }) => {
    const good = byId.get(goodId)
    return good ? [{ good, quantity, total: lineTotal({ good, quantity }) }] : []
  })
  const notSold = wanted.flatMap(({ goodId }) => (byId.has(goodId) ? [] : [goodId]))
  return { lines, notSold }
}

async function takeOut(
  db: Database,
  cart: CartOwner,
  goods: number[],
  language: string
): Promise<CartView['not_sold']> {
  const names = await nameGoods(db, goods, language)
  await db.cartLine.deleteMany({ where: { cart, goodId: { in: goods } } })
  return [...names].map(([good, name]) => ({ good, name }))
}

const NOTHING = { lines: [], notSold: [] }

const findWanted = queryByOwner((column) =>
  statement(
    Type.Object({ goodId: Type.Integer(), quantity: Type.Integer() }),
    `SELECT l.good_id AS "goodId", l.quantity FROM carts c JOIN cart_lines l ON l.cart_id = c.id
     WHERE c.${column} = $1 ORDER BY l.added_at, l.good_id`
  )
)
