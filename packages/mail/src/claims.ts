import { type Database, Prisma, queryRows, statement } from '@larder/database'
import { type Static, Type } from 'typebox'
import type { Outcome } from './outcomes.js'
import { shorten } from './shorten.js'

/** A mail that this process alone sends, for as long as its lease lasts. */
const ClaimedMail = Type.Object({
  id: Type.String(),
  attempts: Type.Integer({ description: 'How many times it was tried, this one among them.' }),
  message: Type.Refine(Type.Unsafe<Uint8Array>({}), (value) => value instanceof Uint8Array),
  recipients: Type.String(),
  remaining: Type.Union([Type.String(), Type.Null()]),
  secret: Type.Boolean(),
  createdAt: Type.Refine(Type.Unsafe<Date>({}), (value) => value instanceof Date)
})
export type ClaimedMail = Static<typeof ClaimedMail>

/**
 * Takes mails that are due, the oldest first. Many may ask at the same moment: each gets others, without waiting. No
 * transaction stays open; if a process dies, its mails are due again when the lease ends.
 *
 * @param lease milliseconds
 */
export async function claimMails(db: Database, most: number, lease: number): Promise<ClaimedMail[]> {
  const claimed = await queryRows(db, CLAIM, [new Date(), most, lease])
  return claimed.sort((one, other) => (one.id < other.id ? -1 : 1))
}

/** Makes due again what processes that are gone had claimed. */
export async function returnLostMails(db: Database): Promise<void> {
  await db.$executeRaw`UPDATE mails SET status = 'queued' WHERE status = 'sending' AND due_at < ${NOW}`
}

/** Keeps mails that are still being sent. */
export async function renewLeases(db: Database, ids: string[], lease: number): Promise<void> {
  await db.$executeRaw`
    UPDATE mails SET due_at = ${leaseEnd(lease)} WHERE status = 'sending' AND id IN (${Prisma.join(ids)})`
}

/** Writes down what became of an attempt. */
export async function settleMail(
  db: Database,
  { id, attempts, secret }: ClaimedMail,
  outcome: Outcome
): Promise<void> {
  const { status, problem, remaining, dueAt } = outcome
  const done = status !== 'queued' && { doneAt: new Date(), ...(secret && { message: null }) }
  // What was sent was sent, whoever has the mail now; of a failure only the one who has it may speak.
  const where = status === 'sent' ? { id } : { id, attempts, status: 'sending' as const }
  await db.mail.updateMany({
    where,
    data: {
      status,
      problem: problem === undefined ? null : shorten(problem, PROBLEM_LENGTH),
      // After an attempt that nobody got it stays as it was.
      remaining: status === 'sent' ? null : remaining && JSON.stringify(remaining),
      dueAt,
      ...done
    }
  })
}

const PROBLEM_LENGTH = 500

// Leases are by the database's clock. A machine whose own is fast would take from the others what they are sending.
const NOW = Prisma.sql`(now() AT TIME ZONE 'UTC')`

function leaseEnd(lease: number): Prisma.Sql {
  return Prisma.sql`${NOW} + CAST(${lease} AS float8) * interval '1 millisecond'`
}

// The mails are chosen in a CTE, which is worked out once; of a subquery the planner may make more rows than were asked for.
const CLAIM = statement(
  ClaimedMail,
  `WITH due AS (
     SELECT id FROM mails WHERE status = 'queued' AND due_at <= $1::timestamp
     ORDER BY due_at, id LIMIT $2::int FOR UPDATE SKIP LOCKED
   )
   UPDATE mails SET status = 'sending', attempts = attempts + 1,
     due_at = (now() AT TIME ZONE 'UTC') + $3::float8 * interval '1 millisecond'
   FROM due WHERE mails.id = due.id
   RETURNING mails.id, attempts, message, recipients, remaining, secret, created_at AS "createdAt"`
)
