import {
  type Database,
  inTransaction,
  isMysql,
  type PrismaClient,
  queryRows,
  statement,
  Timestamp
} from '@larder/database'
import { type Static, Type } from 'typebox'
import { shorten } from '../shorten.js'
import type { Delivery } from './delivery.js'

/** A mail that this process alone sends until its lease ends. */
const DueMail = Type.Object({
  id: Type.String(),
  attempts: Type.Integer({ description: 'Including the present one.' }),
  message: Type.Union([
    Type.Refine(Type.Unsafe<Uint8Array>({}), (value) => value instanceof Uint8Array),
    Type.Null()
  ]),
  recipients: Type.String(),
  remaining: Type.Union([Type.String(), Type.Null()]),
  secret: Type.Boolean(),
  createdAt: Timestamp,
  traceparent: Type.Union([Type.String(), Type.Null()], { description: 'What wrote it.' })
})
export type DueMail = Static<typeof DueMail>

/**
 * Claims mails that are due, the oldest first. Processes that claim at the same moment get different mails and do not wait for
 * each other. No transaction stays open: if a process dies, its mails are due again when the lease ends.
 *
 * @param lease milliseconds
 */
export async function claimMails(db: PrismaClient, most: number, lease: number): Promise<DueMail[]> {
  const mails = isMysql(db)
    ? await claimOnMysql(db, most, lease)
    : await queryRows(db, CLAIM, [new Date(), most, lease])
  return mails.sort((one, other) => (one.id < other.id ? -1 : 1))
}

/** MySQL returns nothing from an UPDATE. */
function claimOnMysql(db: PrismaClient, most: number, lease: number): Promise<DueMail[]> {
  return inTransaction(db, async (tx) => {
    const mails = await queryRows(tx, LOCK_DUE, [new Date(), most])
    if (mails.length === 0) return []
    await tx.mail.updateMany({
      where: { id: { in: mails.map(({ id }) => id) } },
      data: { status: 'sending', attempts: { increment: 1 }, dueAt: await leaseEnd(tx, lease) }
    })
    return mails
  })
}

/** Makes the mails of processes that died due again: not this process's own, of which a lease may be renewed too late. */
export async function returnLostMails(db: Database, own: string[]): Promise<void> {
  await db.mail.updateMany({
    where: { status: 'sending', dueAt: { lt: await leaseEnd(db, 0) }, id: { notIn: own } },
    data: { status: 'queued' }
  })
}

export async function renewLeases(db: Database, ids: string[], lease: number): Promise<void> {
  await db.mail.updateMany({
    where: { status: 'sending', id: { in: ids } },
    data: { dueAt: await leaseEnd(db, lease) }
  })
}

export async function saveDelivery(
  db: Database,
  { id, attempts, secret }: DueMail,
  delivery: Delivery
): Promise<void> {
  const { outcome, problem, remaining, dueAt } = delivery
  const done = outcome !== 'queued' && { doneAt: new Date(), ...(secret && { message: null }) }
  // A sent mail is sent, even if another process has it by now. A failure counts only while this process has it.
  const where = outcome === 'sent' ? { id } : { id, attempts, status: 'sending' as const }
  await db.mail.updateMany({
    where,
    data: {
      status: outcome,
      problem: problem === undefined ? null : shorten(problem, PROBLEM_LENGTH),
      // Undefined, and so unchanged, if the attempt reached no recipient.
      remaining: outcome === 'sent' ? null : remaining && JSON.stringify(remaining),
      dueAt,
      ...done
    }
  })
}

/** Deletes mails that were sent, given up or cancelled more than `age` milliseconds ago. */
export async function deleteOldMails(db: Database, age: number): Promise<void> {
  await db.mail.deleteMany({ where: { doneAt: { lt: new Date(Date.now() - age) } } })
}

const PROBLEM_LENGTH = 500

/** Leases go by the database's clock: a machine whose clock is fast would take mails that other processes are sending. */
async function leaseEnd(db: Database, lease: number): Promise<Date> {
  const [clock] = await queryRows(db, READ_CLOCK)
  return new Date((clock?.now.getTime() ?? Date.now()) + lease)
}

const READ_CLOCK = statement(Type.Object({ now: Timestamp }), 'SELECT CURRENT_TIMESTAMP(3) AS now')

// A CTE is evaluated once. As a subquery, the planner may run it again and claim more rows than asked for.
const CLAIM = statement(
  DueMail,
  `WITH due AS (
     SELECT id FROM mails WHERE status = 'queued' AND due_at <= $1::timestamp
     ORDER BY due_at, id LIMIT $2::int FOR UPDATE SKIP LOCKED
   )
   UPDATE mails SET status = 'sending', attempts = attempts + 1,
     due_at = (now() AT TIME ZONE 'UTC') + $3::float8 * interval '1 millisecond'
   FROM due WHERE mails.id = due.id
   RETURNING mails.id, attempts, message, recipients, remaining, secret, created_at AS "createdAt", traceparent`
)

const LOCK_DUE = statement(DueMail, {
  mysql: `SELECT id, attempts + 1 AS attempts, message, recipients, remaining, secret, created_at AS "createdAt",
     traceparent
   FROM mails WHERE status = 'queued' AND due_at <= $1 ORDER BY due_at, id LIMIT $2 FOR UPDATE SKIP LOCKED`
})
