import { type Database, Prisma, type PrismaClient } from '@larder/database'
import { findStock, goodSummary } from '@larder/goods'
import { CARTS_ERR_UNKNOWN_GOOD } from './errors.js'
import { type CartView, CEILING } from './schemas.js'

/** Whose cart: a customer's, or the one a guest's session names. */
export type CartOwner = { userId: number } | { id: string }

/** What became of a wish for some of a good. `limited` means that it was cut to what is there. */
export interface LineOutcome {
  quantity: number
  limited: boolean
}

const EMPTY: CartView = { lines: [], count: 0, totals: [] }

/** The owner's cart with its goods as they are now, in the order they were added. */
export async function findCart(db: Database, owner: CartOwner | undefined): Promise<CartView> {
  const cart =
    owner && (await db.cart.findUnique({ where: owner, relationLoadStrategy: 'join', select: WITH_LINES }))
  if (!cart) return EMPTY
  const lines = cart.lines.map((line) => ({ ...line, total: line.quantity * line.good.price }))
  const totals = new Map<string, number>()
  for (const { good, total } of lines) totals.set(good.currency, (totals.get(good.currency) ?? 0) + total)
  return {
    lines,
    count: lines.reduce((sum, line) => sum + line.quantity, 0),
    totals: [...totals].map(([currency, amount]) => ({ currency, amount }))
  }
}

/**
 * Adds to what the cart has of this good, up to the stock and the ceiling. Additions of the same moment all count.
 *
 * @returns undefined where the customer was removed
 * @throws CARTS_ERR_UNKNOWN_GOOD (404)
 */
export async function addToCart(
  db: PrismaClient,
  owner: CartOwner,
  goodId: number,
  quantity: number
): Promise<LineOutcome | undefined> {
  try {
    return await db.$transaction(async (tx) => addLine(tx, await openCart(tx, owner), goodId, quantity))
  } catch (error) {
    // A cart refers to its customer; a line to its cart, which is ours, and to its good.
    const missing = modelOfBrokenReference(error)
    if (missing === 'Cart') return undefined
    if (missing === 'CartLine') throw new CARTS_ERR_UNKNOWN_GOOD()
    throw error
  }
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

const WITH_LINES = {
  lines: {
    select: { quantity: true, good: { select: goodSummary } },
    orderBy: [{ addedAt: 'asc' }, { goodId: 'asc' }]
  }
} satisfies Prisma.CartSelect

/** Finds or makes the owner's cart, and locks it until the transaction ends. */
export async function openCart(db: Database, owner: CartOwner): Promise<string> {
  // With nothing to update Prisma would look first and insert then, and of two at the same moment one would fail.
  const cart = await db.cart.upsert({ where: owner, create: owner, update: owner, select: { id: true } })
  return cart.id
}

async function addLine(db: Database, cartId: string, goodId: number, quantity: number): Promise<LineOutcome> {
  const stock = await findStock(db, goodId)
  if (stock === undefined) throw new CARTS_ERR_UNKNOWN_GOOD()
  const most = Math.min(stock, CEILING)
  if (most === 0) return { quantity: 0, limited: true }
  const where = { cartId_goodId: { cartId, goodId } }
  const line = await db.cartLine.upsert({
    where,
    create: { cartId, goodId, quantity },
    update: { quantity: { increment: quantity } },
    select: { quantity: true }
  })
  // The row is ours until the transaction ends, so nobody ever sees more than the most.
  if (line.quantity <= most) return { quantity: line.quantity, limited: false }
  await db.cartLine.update({ where, data: { quantity: most }, select: { quantity: true } })
  return { quantity: most, limited: true }
}

function modelOfBrokenReference(error: unknown): unknown {
  const known = error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2003'
  return known ? error.meta?.modelName : undefined
}
