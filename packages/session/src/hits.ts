import { createHash } from 'node:crypto'
import type { Database } from '@larder/database'

export interface Hits {
  /** How many there were in the present span, this one among them. */
  count: number
  /** Milliseconds until the next span begins, in which there are none yet. */
  left: number
}

/**
 * Counts that something was done, by all the processes that share the database: one statement. Time is cut into spans
 * of the same length; whoever comes at a border may do twice as much in a short while.
 *
 * @param what is counted, of whom: `login 203.0.113.9`; only its hash is stored
 * @param span its length in milliseconds
 */
export async function countHit(db: Database, what: string, span: number): Promise<Hits> {
  const now = Date.now()
  const ends = (Math.floor(now / span) + 1) * span
  const id = createHash('sha256').update(`${span} ${ends} ${what}`).digest('base64url')
  const { count } = await db.rateLimit.upsert({
    where: { id },
    create: { id, count: 1, expiresAt: new Date(ends) },
    update: { count: { increment: 1 } },
    select: { count: true }
  })
  return { count, left: ends - now }
}
