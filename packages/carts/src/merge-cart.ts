import { type Database, inTransaction, type PrismaClient } from '@larder/database'
import { findGoods } from '@larder/goods'
import type { CartOwner } from './cart-owner.js'
import { openCart } from './open-cart.js'
import { CEILING, mostInCart } from './schemas.js'

/**
 * Moves a guest's cart into a customer's, each good up to the stock and the ceiling. Sold-out goods
 * keep their quantity. A good that is removed meanwhile is left out. The guest's row stays, and
 * leads additions that are still under way to the customer's cart.
 */
export async function mergeCart(db: PrismaClient, guestCart: string, userId: number): Promise<void> {
  await inTransaction(db, async (tx) => {
    // The lock gives the lines to one log-in: a second one with the same cart finds it merged.
    const guest = await findOrOpen(tx, { id: guestCart })
    if (guest.userId !== null || guest.mergedInto !== null) return
    const lines = await tx.cartLine.findMany({ where: { cartId: guestCart } })
    const goods = await findGoods(
      tx,
      lines.map(({ goodId }) => goodId)
    )
    const mosts = new Map(goods.map((good) => [good.id, mostInCart(good)]))
    const { id: mergedInto } = await findOrOpen(tx, { userId })
    for (const line of lines) await moveLine(tx, line, mergedInto, mosts.get(line.goodId) || CEILING)
    await tx.cart.update({ where: { id: guestCart }, data: { mergedInto, lines: { deleteMany: {} } } })
  })
}

/** Finds or makes a cart, and locks it until the transaction ends. */
async function findOrOpen(tx: Database, owner: CartOwner) {
  await openCart(tx, owner)
  return tx.cart.findUniqueOrThrow({ where: owner })
}

/**
 * Adds to the customer's line, else moves the guest's. A new line would fail if its good was just
 * removed.
 */
async function moveLine(db: Database, line: CartLine, cartId: string, most: number): Promise<void> {
  const { goodId, quantity } = line
  const there = { cartId, goodId }
  const more = { quantity: { increment: quantity } }
  const { count } = await db.cartLine.updateMany({ where: there, data: more })
  if (count === 0) await db.cartLine.updateMany({ where: { cartId: line.cartId, goodId }, data: { cartId } })
  await db.cartLine.updateMany({ where: { ...there, quantity: { gt: most } }, data: { quantity: most } })
}

interface CartLine {
  cartId: string
  goodId: number
  quantity: number
}
