import { createHash } from 'node:crypto'
import { type Database, queryRows, statement } from '@larder/database'
import { Type } from 'typebox'

export interface Attempts {
  id: string
  count: number
  /** Milliseconds until the next span begins at zero. */
  left: number
}

/**
 * Counts an attempt over all processes that share the database, in one statement. Around the border of
 * two spans twice as many fit. Count first, then act: else all attempts of the same moment pass.
 *
 * @param what what is limited, and for whom: `login 203.0.113.9`; only its hash is stored
 * @param span milliseconds
 */
export async function countAttempt(db: Database, what: string, span: number): Promise<Attempts> {
  const { id, ends } = presentSpan(what, span)
  const [counted] = await queryRows(db, COUNT, [id, new Date(ends)])
  return { id, count: counted?.count ?? 1, left: ends - Date.now() }
}

const COUNT = statement(Type.Object({ count: Type.Integer() }), {
  postgresql: `INSERT INTO rate_limits (id, count, expires_at) VALUES ($1, 1, $2)
     ON CONFLICT (id) DO UPDATE SET count = rate_limits.count + 1 RETURNING count`,
  mysql: {
    text: `INSERT INTO rate_limits (id, count, expires_at) VALUES ($1, LAST_INSERT_ID(1), $2)
     ON DUPLICATE KEY UPDATE count = LAST_INSERT_ID(count + 1)`,
    insertIdAs: 'count'
  }
})

/** Takes an attempt back that turned out not to count. */
export async function takeBackAttempt(db: Database, { id }: Attempts): Promise<void> {
  await db.rateLimit.updateMany({ where: { id }, data: { count: { decrement: 1 } } })
}

function presentSpan(what: string, span: number): { id: string; ends: number } {
  const ends = (Math.floor(Date.now() / span) + 1) * span
  const id = createHash('sha256').update(`${span} ${ends} ${what}`).digest('base64url')
  return { id, ends }
}
