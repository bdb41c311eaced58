// The shop's own table of sessions, with what of it the cart needs.
import { createHash } from 'node:crypto'
import { query } from './queries.mjs'

const FORTNIGHT = 14 * 24 * 60 * 60 * 1000

/** The cart of whoever asks; undefined where there is none. */
export async function cartOf(request) {
  const id = sessionOf(request)
  if (!id) return undefined
  const [row] = await query(
    'find-session',
    'SELECT data FROM sessions WHERE id = $1 AND expires_at > $2',
    id,
    new Date()
  )
  return row && JSON.parse(row.data).cartId
}

/** The id of a session as the table has it. */
export function sessionOf({ headers }) {
  const [, id] = /(?:^|; )session=([\w-]{32})(?:;|$)/.exec(headers.cookie ?? '') ?? []
  return id && hash(id)
}

export async function keepCart(id, cart) {
  await query(
    'keep-session',
    `INSERT INTO sessions (id, data, expires_at) VALUES ($1, $2, $3)
     ON CONFLICT (id) DO UPDATE SET data = EXCLUDED.data, expires_at = EXCLUDED.expires_at`,
    hash(id),
    JSON.stringify({ cartId: cart }),
    new Date(Date.now() + FORTNIGHT)
  )
}

function hash(id) {
  return createHash('sha256').update(id).digest('base64url')
}
