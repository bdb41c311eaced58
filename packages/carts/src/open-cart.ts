import { randomUUID } from 'node:crypto'
import { type Database, executeStatement, statement } from '@larder/database'
import { Type } from 'typebox'
import type { CartOwner } from './cart-owner.js'

/** The values for `insertCart`, and the column that finds the owner's cart where it is there. */
export function cartOf(owner: CartOwner): { target: Target; cart: string; customer: number | null } {
  return 'id' in owner
    ? { target: 'id', cart: owner.id, customer: null }
    : { target: 'user_id', cart: randomUUID(), customer: owner.userId }
}

export type Target = 'id' | 'user_id'

/** PostgreSQL's text that makes the cart $1 of the customer $2, or locks the one that is there. */
export function insertCart(target: Target): string {
  return `INSERT INTO carts (id, user_id, created_at) VALUES ($1, $2::int, now() AT TIME ZONE 'UTC')
     ON CONFLICT (${target}) DO UPDATE SET ${target} = EXCLUDED.${target}`
}

/**
 * Makes the owner's cart where there is none, and locks it until the transaction ends. An upsert of
 * Prisma is two statements on MySQL: of two simultaneous calls one would fail.
 */
export async function openCart(db: Database, owner: CartOwner): Promise<void> {
  const { target, cart, customer } = cartOf(owner)
  await executeStatement(db, OPEN_CART[target], [cart, customer])
}

const OPEN_CART = { id: openBy('id'), user_id: openBy('user_id') }

function openBy(target: Target) {
  return statement(Type.Never(), {
    postgresql: insertCart(target),
    mysql: `INSERT INTO carts (id, user_id, created_at) VALUES ($1, $2, UTC_TIMESTAMP(3))
     ON DUPLICATE KEY UPDATE id = carts.id`
  })
}
