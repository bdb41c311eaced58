import { createHash } from 'node:crypto'
import type { Database } from '@larder/database'

export interface Hits {
  /** How many there were in the present span. */
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
  const { id, ends } = presentSpan(what, span)
  const { count } = await db.rateLimit.upsert({
    where: { id },
    create: { id, count: 1, expiresAt: new Date(ends) },
    update: { count: { increment: 1 } },
    select: { count: true }
  })
  return { count, left: ends - Date.now() }
}

/** What was counted so far in the present span. */
export async function readHits(db: Database, what: string, span: number): Promise<Hits> {
  const { id, ends } = presentSpan(what, span)
  const row = await db.rateLimit.findUnique({ where: { id }, select: { count: true } })
  return { count: row?.count ?? 0, left: ends - Date.now() }
}

function presentSpan(what: string, span: number): { id: string; ends: number } {
  const ends = (Math.floor(Date.now() / span) + 1) * span
  const id = createHash('sha256').update(`${span} ${ends} ${what}`).digest('base64url')
  return { id, ends }
}
