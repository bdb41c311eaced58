import { randomUUID } from 'node:crypto'
import { type Database, queryRows, statement, violatedConstraint } from '@larder/database'
import { Type } from 'typebox'
import { type CheckoutData, NOTHING_TYPED, readData } from './checkout-data.js'

/** A checkout: of which cart, and which order was made of it. */
export interface Checkout {
  id: string
  cartId: string
  orderId: number | null
  data: CheckoutData
}

/**
 * The open checkout of a cart, which both of its tabs have. It is made where there is none.
 *
 * @returns undefined where the cart is gone
 */
export async function openCheckout(db: Database, cartId: string, now: Date): Promise<Checkout | undefined> {
  const found = await db.checkout.findUnique({ where: { openCartId: cartId } })
  if (found) return { ...found, data: readData(found.data) }
  try {
    const data = JSON.stringify(NOTHING_TYPED)
    const row = { id: randomUUID(), cartId, openCartId: cartId, data, expiresAt: expiry(now) }
    await db.checkout.createMany({ data: [row], skipDuplicates: true })
  } catch (error) {
    if (violatedConstraint(error) === 'checkouts_cart_id_fkey') return undefined
    throw error
  }
  return openCheckout(db, cartId, now)
}

export async function findCheckout(db: Database, id: string): Promise<Checkout | undefined> {
  const found = await db.checkout.findUnique({ where: { id } })
  return found ? { ...found, data: readData(found.data) } : undefined
}

/** The same, which nobody else changes until the transaction ends: the first lock of a placing. */
export async function lockCheckout(tx: Database, id: string): Promise<Checkout | undefined> {
  await queryRows(tx, LOCK, [id])
  return findCheckout(tx, id)
}

const LOCK = statement(
  Type.Object({ id: Type.String() }),
  'SELECT id FROM checkouts WHERE id = $1 FOR UPDATE'
)

/** Keeps what was typed and shown, unless the order is placed by now. */
export async function saveCheckout(db: Database, id: string, data: CheckoutData, now: Date): Promise<void> {
  await db.checkout.updateMany({
    where: { id, orderId: null },
    data: { data: JSON.stringify(data), expiresAt: expiry(now) }
  })
}

/** Writes down which order was made of a checkout, and forgets what was typed. */
export async function closeCheckout(tx: Database, id: string, orderId: number): Promise<void> {
  await tx.checkout.update({
    where: { id },
    data: { orderId, openCartId: null, data: JSON.stringify(NOTHING_TYPED) }
  })
}

/** Deletes checkouts that nobody went on with for seven days, and requests of yesterday. */
export async function deleteOldCheckouts(db: Database, now: Date): Promise<void> {
  const begunAt = { lt: new Date(now.getTime() - DAY) }
  while ((await db.checkout.deleteMany({ where: { expiresAt: { lt: now } }, limit: AT_ONCE })).count > 0);
  while ((await db.checkoutRequest.deleteMany({ where: { begunAt }, limit: AT_ONCE })).count > 0);
}

function expiry(now: Date): Date {
  return new Date(now.getTime() + 7 * DAY)
}

const DAY = 24 * 60 * 60_000
const AT_ONCE = 1_000
