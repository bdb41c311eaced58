import { randomUUID } from 'node:crypto'
import { type Database, queryRows, statement, violatedConstraint } from '@larder/database'
import { joinGood } from '@larder/goods'
import { Type } from 'typebox'
import type { CartOwner, LineOutcome } from './carts.js'
import { CARTS_ERR_UNKNOWN_GOOD } from './errors.js'
import { CEILING } from './schemas.js'

/**
 * Adds to what the cart has of this good, up to the stock and the ceiling. Additions of the same moment all count.
 *
 * @returns undefined where the customer was removed
 * @throws CARTS_ERR_UNKNOWN_GOOD (404)
 */
export async function addToCart(
  db: Database,
  owner: CartOwner,
  goodId: number,
  quantity: number
): Promise<LineOutcome | undefined> {
  const [target, cart, customer] =
    'id' in owner ? (['id', owner.id, null] as const) : (['user_id', randomUUID(), owner.userId] as const)
  const values = [cart, customer, goodId, quantity]
  try {
    const [added] = await queryRows(db, ADD_ALL[target], values)
    if (!added) throw new CARTS_ERR_UNKNOWN_GOOD()
    if (added.quantity !== null) return { quantity: added.quantity, limited: false }
    const [filled] = added.most > 0 ? await queryRows(db, ADD_SOME[target], values) : []
    return { quantity: filled?.quantity ?? 0, limited: true }
  } catch (error) {
    const broken = violatedConstraint(error)
    if (broken === 'carts_user_id_fkey') return undefined
    if (broken === 'cart_lines_good_id_fkey') throw new CARTS_ERR_UNKNOWN_GOOD()
    throw error
  }
}

const Addition = Type.Object({
  most: Type.Integer({ description: 'How many of the good a cart may have.' }),
  quantity: Type.Union([Type.Integer(), Type.Null()], {
    description: 'How many this one has now; null where nothing was added.'
  })
})

/** Adds the whole quantity, or nothing where that would be more than the most. */
const ADD_ALL = statements(`
  SELECT cart.id, good.id, $4, now() AT TIME ZONE 'UTC' FROM cart, good WHERE $4 <= most
  ON CONFLICT (cart_id, good_id) DO UPDATE SET quantity = cart_lines.quantity + EXCLUDED.quantity
  WHERE cart_lines.quantity + EXCLUDED.quantity <= (SELECT most FROM good)`)

/** Adds what is left up to the most. */
const ADD_SOME = statements(`
  SELECT cart.id, good.id, LEAST($4, most), now() AT TIME ZONE 'UTC' FROM cart, good
  ON CONFLICT (cart_id, good_id) DO UPDATE
  SET quantity = LEAST(cart_lines.quantity + EXCLUDED.quantity, (SELECT most FROM good))`)

/**
 * One statement opens the cart and changes its line: a round trip, where a transaction would take five. Where there is no
 * such good, or none of it, it does nothing. It is given the cart, the customer, the good and the quantity.
 */
function statements(line: string) {
  const write = (target: string) =>
    statement(
      Addition,
      `
    WITH good AS (
      SELECT g.id, LEAST(g.stock, ${CEILING}) AS most FROM (SELECT $3::int AS id) wanted ${joinGood('wanted.id')}
    ),
    cart AS (
      INSERT INTO carts (id, user_id, created_at)
      SELECT $1, $2::int, now() AT TIME ZONE 'UTC' FROM good WHERE most > 0
      ON CONFLICT (${target}) DO UPDATE SET ${target} = EXCLUDED.${target} RETURNING id
    ),
    line AS (
      INSERT INTO cart_lines (cart_id, good_id, quantity, added_at) ${line.replaceAll('$4', '$4::int')}
      RETURNING quantity
    )
    SELECT most, (SELECT quantity FROM line) AS quantity FROM good`
    )
  return { id: write('id'), user_id: write('user_id') }
}
