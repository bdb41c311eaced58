import { createHash } from 'node:crypto'
import type { Database } from '@larder/database'

export interface Hits {
  /** Where they are counted. */
  id: string
  /** How many there were in the present span. */
  count: number
  /** Milliseconds until the next span begins, in which there are none yet. */
  left: number
}

/**
 * Counts that something was done, by all the processes that share the database: one statement. Time is cut into spans
 * of the same length; whoever comes at a border may do twice as much in a short while. A limit counts first and acts then:
 * of those who look first, all that come at once would see room.
 *
 * @param what is counted, of whom: `login 203.0.113.9`; only its hash is stored
 * @param span its length in milliseconds
 */
export async function countHit(db: Database, what: string, span: number): Promise<Hits> {
  const { id, ends } = presentSpan(what, span)
  const { count } = await db.rateLimit.upsert({
    where: { id },
    create: { id, count: 1, expiresAt: new Date(ends) },
    update: { count: { increment: 1 } },
    select: { count: true }
  })
  return { id, count, left: ends - Date.now() }
}

/** Takes one back that was counted before it was known to be none. */
export async function takeBackHit(db: Database, { id }: Hits): Promise<void> {
  await db.rateLimit.updateMany({ where: { id }, data: { count: { decrement: 1 } } })
}

function presentSpan(what: string, span: number): { id: string; ends: number } {
  const ends = (Math.floor(Date.now() / span) + 1) * span
  const id = createHash('sha256').update(`${span} ${ends} ${what}`).digest('base64url')
  return { id, ends }
}
