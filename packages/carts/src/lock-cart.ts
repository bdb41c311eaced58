import { type Database, queryRows, statement } from '@larder/database'
import { Type } from 'typebox'
import type { CartOwner } from './cart-owner.js'
import { queryByOwner } from './query-by-owner.js'

/** A cart, and how many it has of each good, in the order in which they were added. */
export interface CartContents {
  id: string
  lines: { goodId: number; quantity: number }[]
}

/** What is in the owner's cart; undefined where there is none. */
export async function readCart(db: Database, owner: CartOwner): Promise<CartContents | undefined> {
  const cart = await db.cart.findUnique({
    where: 'id' in owner ? { id: owner.id } : { userId: owner.userId },
    select: {
      id: true,
      lines: {
        select: { goodId: true, quantity: true },
        orderBy: [{ addedAt: 'asc' }, { goodId: 'asc' }]
      }
    }
  })
  return cart ?? undefined
}

/**
 * The same, which nobody else changes until the transaction ends. The cart is locked first, then its
 * lines in the order of their goods.
 */
export async function lockCart(tx: Database, owner: CartOwner): Promise<CartContents | undefined> {
  const [cart] = await lockRow(tx, owner)
  if (!cart) return undefined
  const lines = await queryRows(tx, LOCK_LINES, [cart.id])
  lines.sort((one, other) => (one.addedAt < other.addedAt ? -1 : Number(one.addedAt > other.addedAt)))
  return { id: cart.id, lines: lines.map(({ goodId, quantity }) => ({ goodId, quantity })) }
}

/** Takes everything out of a cart, in the transaction that orders it. */
export async function emptyCart(tx: Database, id: string): Promise<void> {
  await tx.cartLine.deleteMany({ where: { cartId: id } })
}

const lockRow = queryByOwner((column) =>
  statement(Type.Object({ id: Type.String() }), `SELECT id FROM carts WHERE ${column} = $1 FOR UPDATE`)
)

// The time as text, for a Date has no microseconds.
const LOCK_LINES = statement(
  Type.Object({ goodId: Type.Integer(), quantity: Type.Integer(), addedAt: Type.String() }),
  `SELECT good_id AS "goodId", quantity, CAST(added_at AS CHAR(26)) AS "addedAt"
     FROM cart_lines WHERE cart_id = $1 ORDER BY good_id FOR UPDATE`
)
