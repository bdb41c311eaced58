import { randomUUID } from 'node:crypto'
import {
  createMissing,
  type Database,
  escapeLike,
  executeStatement,
  queryRows,
  statement,
  violatedConstraint
} from '@larder/database'
import { Type } from 'typebox'
import { type CheckoutData, isTyped, NOTHING_TYPED, readData } from './checkout-data.js'

/** A checkout: of which cart, and which order was made of it. */
export interface Checkout {
  id: string
  cartId: string
  orderId: number | null
  data: CheckoutData
}

/**
 * The open checkout of a cart, which both of its tabs have. It is made where there is none. Where a
 * guest's cart was just merged into this one, what was typed there comes with it.
 *
 * @returns undefined where the cart is gone
 */
export async function openCheckout(db: Database, cartId: string, now: Date): Promise<Checkout | undefined> {
  const cart = { OR: [{ id: cartId }, { mergedInto: cartId }] }
  const found = await db.checkout.findMany({ where: { cart, orderId: null }, orderBy: { expiresAt: 'desc' } })
  const checkouts = found.map((row) => ({ ...row, data: readData(row.data) }))
  const own = checkouts.find(({ openCartId }) => openCartId === cartId)
  const merged = checkouts.filter((one) => one !== own).map(({ id }) => id)
  if (own && merged.length === 0) {
    // Who is shown it can still order with it.
    if (own.expiresAt.getTime() - now.getTime() < DAY) await saveCheckout(db, own.id, own.data, now)
    return own
  }
  const typed =
    checkouts.filter(({ data }) => isTyped(data.values)).find((one) => one === own || isRecent(one, now)) ??
    own
  const data = { ...NOTHING_TYPED, values: typed?.data.values ?? {} }
  if (own) await saveCheckout(db, own.id, data, now)
  else if (!(await createCheckout(db, cartId, data, now))) return undefined
  // Or it would come again with the cart's next checkout.
  await db.checkout.deleteMany({ where: { id: { in: merged }, orderId: null } })
  return openCheckout(db, cartId, now)
}

/** What was typed earlier may be somebody else's, on a machine that people share. */
function isRecent({ expiresAt }: { expiresAt: Date }, now: Date): boolean {
  return now.getTime() + LIFE - expiresAt.getTime() < HOUR
}

/** Two tabs at once make one row. @returns false where the cart is gone */
async function createCheckout(db: Database, cartId: string, data: CheckoutData, now: Date): Promise<boolean> {
  const row = { id: randomUUID(), cartId, openCartId: cartId, data: JSON.stringify(data) }
  try {
    await createMissing(db, db.checkout, [{ ...row, expiresAt: expiry(now) }])
    return true
  } catch (error) {
    if (violatedConstraint(error) === 'checkouts_cart_id_fkey') return false
    throw error
  }
}

export async function findCheckout(db: Database, id: string): Promise<Checkout | undefined> {
  const found = await db.checkout.findUnique({ where: { id } })
  return found ? { ...found, data: readData(found.data) } : undefined
}

/** The same, which nobody else changes until the transaction ends: the first lock of a placing. */
export async function lockCheckout(tx: Database, id: string): Promise<Checkout | undefined> {
  const [found] = await queryRows(tx, LOCK, [id])
  return found && { ...found, data: readData(found.data) }
}

const LOCK = statement(
  Type.Object({
    id: Type.String(),
    cartId: Type.String(),
    orderId: Type.Union([Type.Integer(), Type.Null()]),
    data: Type.String()
  }),
  'SELECT id, cart_id AS "cartId", order_id AS "orderId", data FROM checkouts WHERE id = $1 FOR UPDATE'
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
  await tx.checkout.updateMany({
    where: { id },
    data: { orderId, openCartId: null, data: JSON.stringify(NOTHING_TYPED) }
  })
}

/** What a customer, or a guest of this address, has typed into checkouts that are open. */
export async function listTyped(
  db: Database,
  { userId, email }: { userId: number | null; email: string | null }
): Promise<CheckoutData['values'][]> {
  const rows =
    userId === null
      ? await queryRows(db, FIND_TYPED, [likeTyped(email ?? '')])
      : await db.checkout.findMany({ where: { orderId: null, cart: { userId } }, select: { data: true } })
  return rows.map(({ data }) => readData(data).values).filter(isTyped)
}

/** Deletes the open checkouts of guests into which somebody typed an e-mail address. An account's go with it. */
export async function eraseCheckouts(tx: Database, email: string): Promise<void> {
  await executeStatement(tx, ERASE, [likeTyped(email)])
}

function likeTyped(email: string): string {
  return `%${escapeLike(JSON.stringify(email.toLowerCase()))}%`
}

const FIND_TYPED = statement(
  Type.Object({ data: Type.String() }),
  'SELECT data FROM checkouts WHERE order_id IS NULL AND LOWER(data) LIKE $1'
)

const ERASE = statement(Type.Never(), 'DELETE FROM checkouts WHERE order_id IS NULL AND LOWER(data) LIKE $1')

/** Deletes checkouts that nobody went on with for seven days, and requests of yesterday. */
export async function deleteOldCheckouts(db: Database, now: Date): Promise<void> {
  const begunAt = { lt: new Date(now.getTime() - DAY) }
  while ((await db.checkout.deleteMany({ where: { expiresAt: { lt: now } }, limit: AT_ONCE })).count > 0);
  while ((await db.checkoutRequest.deleteMany({ where: { begunAt }, limit: AT_ONCE })).count > 0);
}

function expiry(now: Date): Date {
  return new Date(now.getTime() + LIFE)
}

const HOUR = 60 * 60_000
const DAY = 24 * HOUR
const LIFE = 7 * DAY
const AT_ONCE = 1_000
