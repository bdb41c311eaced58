import type { Database } from '@larder/database'
import { MAIL_ERR_BODY_GONE, MAIL_ERR_STATUS, MAIL_ERR_UNKNOWN } from './errors.js'
import { decodeMessage, decodeRecipients, type StoredMessage } from './message/message.js'

export type MailStatus = 'queued' | 'sending' | 'sent' | 'failed' | 'cancelled'

/** A row of the outbox without its message. */
export interface Mail {
  id: string
  status: MailStatus
  /** Empty if the row cannot be read. */
  recipients: string[]
  /** The recipients still to be reached, if some were; else null. */
  remaining: string[] | null
  subject: string
  secret: boolean
  attempts: number
  problem: string | null
  createdAt: Date
  /** The time of the next attempt; of a mail that is being sent, the end of its lease. */
  dueAt: Date
  doneAt: Date | null
}

export interface MailFilter {
  status?: MailStatus
  /** How many at most. @default 50 */
  limit?: number
  /** Only older ones than the mail with this id. */
  after?: string
  /** Only newer ones, those that are next to it. */
  before?: string
}

/** The newest mails first. */
export async function listMails(
  db: Database,
  { status, limit = 50, after, before }: MailFilter = {}
): Promise<Mail[]> {
  // Not by a cursor: the row may have been deleted meanwhile.
  const rows = await db.mail.findMany({
    where: { status, id: { lt: after, gt: before } },
    orderBy: { id: 'desc' },
    take: before === undefined ? limit : -limit,
    select: COLUMNS
  })
  return rows.map(mailOf)
}

/** Those of some mails that are still in the outbox, in the order in which they were written. */
export async function findMails(db: Database, ids: readonly string[]): Promise<Mail[]> {
  const rows = await db.mail.findMany({
    where: { id: { in: [...ids] } },
    orderBy: { id: 'asc' },
    select: COLUMNS
  })
  return rows.map(mailOf)
}

/** The mails to this address alone, the latest first. */
export async function listMailsTo(db: Database, address: string): Promise<Mail[]> {
  const rows = await db.mail.findMany({
    where: { recipients: JSON.stringify([address]) },
    orderBy: { createdAt: 'desc' },
    take: 100,
    select: COLUMNS
  })
  return rows.map(mailOf)
}

/** Deletes the mails to this address alone that are done with. */
export async function forgetMailsTo(db: Database, address: string): Promise<void> {
  await db.mail.deleteMany({ where: { recipients: JSON.stringify([address]), doneAt: { not: null } } })
}

/**
 * One mail with its message; null if that was secret and is removed, or cannot be read.
 *
 * @throws MAIL_ERR_UNKNOWN
 */
export async function findMail(db: Database, id: string): Promise<Mail & { message: StoredMessage | null }> {
  const row = await db.mail.findUnique({ where: { id }, select: { ...COLUMNS, message: true } })
  if (!row) throw new MAIL_ERR_UNKNOWN(id)
  return { ...mailOf(row), message: decodeMessage(row.message) ?? null }
}

/**
 * Requeues a mail for its remaining recipients, and resets its attempts.
 *
 * @throws MAIL_ERR_UNKNOWN, MAIL_ERR_BODY_GONE, MAIL_ERR_STATUS if it was sent or is being sent
 */
export async function retryMail(db: Database, id: string): Promise<void> {
  const { status, message } = await findMail(db, id)
  if (status === 'sent' || status === 'sending') throw new MAIL_ERR_STATUS(id, 'sent', status)
  if (!message) throw new MAIL_ERR_BODY_GONE(id)
  const { count } = await db.mail.updateMany({
    where: { id, status },
    data: { status: 'queued', attempts: 0, dueAt: new Date(), doneAt: null }
  })
  if (count === 0) throw new MAIL_ERR_STATUS(id, 'sent', 'sending')
}

/** Ends a mail that waits or has failed. @throws MAIL_ERR_UNKNOWN, MAIL_ERR_STATUS if it is neither */
export async function cancelMail(db: Database, id: string): Promise<void> {
  const { status, secret } = await findMail(db, id)
  const { count } = await db.mail.updateMany({
    where: { id, status: { in: ['queued', 'failed'] } },
    data: { status: 'cancelled', doneAt: new Date(), ...(secret && { message: null }) }
  })
  if (count === 0) throw new MAIL_ERR_STATUS(id, 'cancelled', status)
}

/** The number of mails not sent yet, and the age of the oldest in seconds. */
export async function countWaiting(db: Database): Promise<{ queued: number; oldest: number }> {
  const { _count, _min } = await db.mail.aggregate({
    where: { status: { in: ['queued', 'sending'] } },
    _count: true,
    _min: { createdAt: true }
  })
  const oldest = _min.createdAt ? (Date.now() - _min.createdAt.getTime()) / 1_000 : 0
  return { queued: _count, oldest: Math.max(0, oldest) }
}

/** The number of mails that could not be sent. */
export function countFailed(db: Database): Promise<number> {
  return db.mail.count({ where: { status: 'failed' } })
}

const COLUMNS = {
  id: true,
  status: true,
  recipients: true,
  remaining: true,
  subject: true,
  secret: true,
  attempts: true,
  problem: true,
  createdAt: true,
  dueAt: true,
  doneAt: true
} as const

function mailOf<Row extends { recipients: string; remaining: string | null }>(row: Row) {
  return {
    ...row,
    recipients: decodeRecipients(row.recipients) ?? [],
    remaining: row.remaining === null ? null : (decodeRecipients(row.remaining) ?? [])
  }
}
