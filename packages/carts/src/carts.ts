import { type Database, queryRows, statement } from '@larder/database'
import { findGoods, findStock } from '@larder/goods'
import { Type } from 'typebox'
import { type CartView, CEILING } from './schemas.js'

/** Whose cart: a customer's, or the one a guest's session names. */
export type CartOwner = { userId: number } | { id: string }

/** What became of a wish for some of a good. `limited` means that it was cut to what is there. */
export interface LineOutcome {
  quantity: number
  limited: boolean
}

/**
 * The owner's cart with its goods as they are now, in the order they were added.
 *
 * @param currency the shop's. A good with a price in another one counts for nothing.
 */
export async function findCart(
  db: Database,
  owner: CartOwner | undefined,
  currency: string
): Promise<CartView> {
  const lines = owner ? await findLines(db, owner) : []
  const payable = lines.filter(({ good }) => good.currency === currency)
  return {
    lines,
    count: sum(payable.map(({ quantity }) => quantity)),
    total: sum(payable.map(({ total }) => total)),
    currency
  }
}

async function findLines(db: Database, owner: CartOwner): Promise<CartView['lines']> {
  const wanted =
    'id' in owner
      ? await queryRows(db, FIND_LINES.id, [owner.id])
      : await queryRows(db, FIND_LINES.user_id, [owner.userId])
  if (wanted.length === 0) return []
  const goods = await findGoods(
    db,
    wanted.map(({ goodId }) => goodId)
  )
  const byId = new Map(goods.map((good) => [good.id, good]))
  return wanted.flatMap(({ goodId, quantity }) => {
    const good = byId.get(goodId)
    return good ? [{ good, quantity, total: quantity * good.price }] : []
  })
}

function sum(numbers: number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0)
}

const FIND_LINES = { id: linesBy('id'), user_id: linesBy('user_id') }

function linesBy(column: 'id' | 'user_id') {
  return statement(
    Type.Object({ goodId: Type.Integer(), quantity: Type.Integer() }),
    `SELECT l.good_id AS "goodId", l.quantity FROM carts c JOIN cart_lines l ON l.cart_id = c.id
     WHERE c.${column} = $1 ORDER BY l.added_at, l.good_id`
  )
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
  const most = Math.min((await findStock(db, goodId)) ?? 0, CEILING)
  const allowed = Math.min(quantity, most)
  const where = { goodId, cart: owner }
  const { count } =
    allowed > 0
      ? await db.cartLine.updateMany({ where, data: { quantity: allowed } })
      : await db.cartLine.deleteMany({ where })
  return count > 0 ? { quantity: allowed, limited: allowed < quantity } : undefined
}

/** Finds or makes the owner's cart, and locks it until the transaction ends. */
export async function openCart(db: Database, owner: CartOwner): Promise<string> {
  // With nothing to update Prisma would look first and insert then, and of two at the same moment one would fail.
  const cart = await db.cart.upsert({ where: owner, create: owner, update: owner, select: { id: true } })
  return cart.id
}
