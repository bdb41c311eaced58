import {
  type Database,
  inTransaction,
  isMysql,
  type PrismaClient,
  queryRows,
  statement,
  type Value,
  violatedConstraint
} from '@larder/database'
import { Type } from 'typebox'
import type { CartOwner } from './cart-owner.js'
import type { LineOutcome } from './change-line.js'
import { CARTS_ERR_UNKNOWN_GOOD } from './errors.js'
import { cartOf, insertCart, openCart, type Target } from './open-cart.js'

/**
 * Adds to the quantity of a good in the cart, up to the most. Simultaneous additions all count. A
 * guest's addition that meets its own log-in goes to the customer's cart.
 *
 * @param most of this good that a cart can have: see {@link mostInCart}
 * @returns undefined where the customer was removed
 * @throws CARTS_ERR_UNKNOWN_GOOD (404)
 */
export async function addToCart(
  db: PrismaClient,
  owner: CartOwner,
  goodId: number,
  quantity: number,
  most: number
): Promise<LineOutcome | undefined> {
  const line = { goodId, quantity, most }
  return unlessRemoved(async () => {
    if (most === 0) return { quantity: 0, limited: true }
    // There is no line where there was no cart.
    return (await addLine(db, owner, line)) ?? (await addAll(db, owner, [line]))[0]
  })
}

/** A good to be put into a cart. */
export interface WantedLine {
  goodId: number
  quantity: number
  /** Of this good that a cart can have: see {@link mostInCart}. */
  most: number
}

/**
 * The same for several goods, all of them in one transaction.
 *
 * @returns what became of each, in their order; undefined where the customer was removed
 * @throws CARTS_ERR_UNKNOWN_GOOD (404)
 */
export function addAllToCart(
  db: PrismaClient,
  owner: CartOwner,
  wanted: readonly WantedLine[]
): Promise<LineOutcome[] | undefined> {
  return unlessRemoved(() => addAll(db, owner, wanted))
}

function addAll(db: PrismaClient, owner: CartOwner, wanted: readonly WantedLine[]): Promise<LineOutcome[]> {
  // As whoever locks a cart goes through its lines.
  const inOrder = [...wanted].sort((one, other) => one.goodId - other.goodId)
  return inTransaction(db, async (tx) => {
    await openCart(tx, owner)
    const outcomes = new Map<WantedLine, LineOutcome>()
    for (const line of inOrder) {
      const added = line.most > 0 ? await addLine(tx, owner, line) : undefined
      if (added) outcomes.set(line, added)
    }
    return wanted.map((line) => outcomes.get(line) ?? { quantity: 0, limited: true })
  })
}

/** @throws CARTS_ERR_UNKNOWN_GOOD (404) */
async function unlessRemoved<Outcome>(add: () => Promise<Outcome>): Promise<Outcome | undefined> {
  try {
    return await add()
  } catch (error) {
    const broken = violatedConstraint(error)
    if (broken === 'carts_user_id_fkey') return undefined
    if (broken === 'cart_lines_good_id_fkey') throw new CARTS_ERR_UNKNOWN_GOOD()
    throw error
  }
}

/** @returns undefined on MySQL where the owner has no cart yet */
async function addLine(
  db: Database,
  owner: CartOwner,
  { goodId, quantity, most }: WantedLine
): Promise<LineOutcome | undefined> {
  const { target, cart, customer } = cartOf(owner)
  const values = [cart, customer, goodId, quantity, most]
  if (!isMysql(db)) return addAtOnce(db, target, values, quantity <= most)
  const [{ sum } = { sum: 0 }] = await queryRows(db, ADD[target], values)
  return sum > 0 ? { quantity: Math.min(sum, most), limited: sum > most } : undefined
}

async function addAtOnce(
  db: Database,
  target: Target,
  values: Value[],
  mayFit: boolean
): Promise<LineOutcome> {
  const [added] = mayFit ? await queryRows(db, ADD_ALL[target], values) : []
  if (added) return { quantity: added.quantity, limited: false }
  const [filled] = await queryRows(db, ADD_SOME[target], values)
  return { quantity: filled?.quantity ?? 0, limited: true }
}

/** Adds the whole quantity, or nothing if that would be more than the most. */
const ADD_ALL = statements(`
  SELECT id, $3::int, $4::int, now() AT TIME ZONE 'UTC' FROM cart
  ON CONFLICT (cart_id, good_id) DO UPDATE SET quantity = cart_lines.quantity + EXCLUDED.quantity
  WHERE cart_lines.quantity + EXCLUDED.quantity <= $5::int`)

/** Fills the line up to the most. */
const ADD_SOME = statements(`
  SELECT id, $3::int, LEAST($4::int, $5::int), now() AT TIME ZONE 'UTC' FROM cart
  ON CONFLICT (cart_id, good_id) DO UPDATE SET quantity = LEAST(cart_lines.quantity + $4::int, $5::int)`)

/**
 * PostgreSQL opens the cart and changes its line in one statement: one round trip, where a
 * transaction takes five. It waits for a merge of the cart, and then sees where the cart went. $1 is the cart, $2 the
 * customer, $3 the good, $4 the quantity, $5 the most that a cart can have. It returns the new
 * quantity.
 */
function statements(line: string) {
  const write = (target: Target) =>
    statement(
      Type.Object({ quantity: Type.Integer() }),
      `WITH cart AS (
         ${insertCart(target)}
         RETURNING COALESCE(merged_into, id) AS id
       )
       INSERT INTO cart_lines (cart_id, good_id, quantity, added_at) ${line} RETURNING quantity`
    )
  return { id: write('id'), user_id: write('user_id') }
}

const ADD = { id: addBy('id', '$1'), user_id: addBy('user_id', '$2') }

/**
 * MySQL's statement changes the line of a cart that is there, up to the most. It waits for a merge,
 * too.
 */
function addBy(target: Target, value: string) {
  const mysql = `INSERT INTO cart_lines (cart_id, good_id, quantity, added_at)
     SELECT COALESCE(merged_into, id), $3, LEAST(LAST_INSERT_ID($4), $5), UTC_TIMESTAMP(6)
     FROM carts WHERE ${target} = ${value} LOCK IN SHARE MODE
     ON DUPLICATE KEY UPDATE quantity = LEAST(LAST_INSERT_ID(cart_lines.quantity + $4), $5)`
  return statement(Type.Object({ sum: Type.Integer() }), { mysql: { text: mysql, insertIdAs: 'sum' } })
}
