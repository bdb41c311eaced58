import { type Database, inTransaction, type PrismaClient, queryRows, statement } from '@larder/database'
import { findGoods } from '@larder/goods'
import { Type } from 'typebox'
import { CEILING, mostInCart } from './schemas.js'

/**
 * Moves a guest's cart into a customer's, each good up to the stock and the ceiling. Sold-out goods
 * keep their quantity. A good that is removed meanwhile is left out.
 */
export async function mergeCart(db: PrismaClient, guestCart: string, userId: number): Promise<void> {
  await inTransaction(db, async (tx) => {
    // The lock gives the lines to one log-in: a second one with the same cart finds none.
    const locked = await queryRows(tx, LOCK_GUEST_CART, [guestCart])
    if (locked.length === 0) return
    const lines = await tx.cartLine.findMany({ where: { cartId: guestCart } })
    const goods = await findGoods(
      tx,
      lines.map(({ goodId }) => goodId)
    )
    const stocks = new Map(goods.map(({ id, stock }) => [id, stock]))
    const cartId = await openCart(tx, { userId })
    for (const line of lines) await moveLine(tx, line, cartId, stocks.get(line.goodId))
    await tx.cart.deleteMany({ where: { id: guestCart } })
  })
}

const LOCK_GUEST_CART = statement(
  Type.Object({ id: Type.String() }),
  'SELECT id FROM carts WHERE id = $1 AND user_id IS NULL FOR UPDATE'
)

/** Finds or makes the customer's cart, and locks it until the transaction ends. */
async function openCart(db: Database, customer: { userId: number }): Promise<string> {
  // Without an update Prisma would select, then insert: of two simultaneous calls one would fail.
  const cart = await db.cart.upsert({
    where: customer,
    create: customer,
    update: customer,
    select: { id: true }
  })
  return cart.id
}

/**
 * Adds to the customer's line, else moves the guest's. A new line would fail if its good was just
 * removed.
 */
async function moveLine(db: Database, line: CartLine, cartId: string, stock?: number): Promise<void> {
  const { goodId, quantity } = line
  const there = { cartId, goodId }
  const more = { quantity: { increment: quantity } }
  const { count } = await db.cartLine.updateMany({ where: there, data: more })
  if (count === 0) await db.cartLine.updateMany({ where: { cartId: line.cartId, goodId }, data: { cartId } })
  const most = mostInCart(stock || CEILING)
  await db.cartLine.updateMany({ where: { ...there, quantity: { gt: most } }, data: { quantity: most } })
}

interface CartLine {
  cartId: string
  goodId: number
  quantity: number
}
