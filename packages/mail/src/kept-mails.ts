import type { Database } from '@larder/database'
import { MAIL_ERR_BODY_GONE, MAIL_ERR_STATUS, MAIL_ERR_UNKNOWN } from './errors.js'
import { decodeMessage, type SealedMessage } from './message.js'

export type MailStatus = 'queued' | 'sending' | 'sent' | 'failed' | 'cancelled'

/** A mail as the outbox knows it, without what it says. */
export interface KeptMail {
  id: string
  status: MailStatus
  recipients: string[]
  /** Those of them who have not got it, where others have. */
  remaining: string[] | null
  subject: string
  secret: boolean
  attempts: number
  problem: string | null
  createdAt: Date
  /** When it is tried next, or when it may be taken over from a process that is sending it. */
  dueAt: Date
  doneAt: Date | null
}

/** The newest mails first. */
export async function listMails(
  db: Database,
  { status, limit = 50 }: { status?: MailStatus; limit?: number } = {}
): Promise<KeptMail[]> {
  const rows = await db.mail.findMany({
    where: { status },
    orderBy: { id: 'desc' },
    take: limit,
    select: COLUMNS
  })
  return rows.map(kept)
}

/**
 * One mail, with what it says unless that was removed.
 *
 * @throws MAIL_ERR_UNKNOWN
 */
export async function findMail(
  db: Database,
  id: string
): Promise<KeptMail & { message: SealedMessage | null }> {
  const row = await db.mail.findUnique({ where: { id }, select: { ...COLUMNS, message: true } })
  if (!row) throw new MAIL_ERR_UNKNOWN(id)
  return { ...kept(row), message: row.message && decodeMessage(row.message) }
}

/**
 * Has a mail tried anew, at once and as if for the first time, by those who have not got it.
 *
 * @throws MAIL_ERR_UNKNOWN, MAIL_ERR_BODY_GONE, MAIL_ERR_STATUS where it was sent or is being sent
 */
export async function retryMail(db: Database, id: string): Promise<void> {
  const { status, message } = await findMail(db, id)
  if (status === 'sent' || status === 'sending') throw new MAIL_ERR_STATUS(id, 'sent', status)
  if (!message) throw new MAIL_ERR_BODY_GONE(id)
  const { count } = await db.mail.updateMany({
    where: { id, status },
    data: { status: 'queued', attempts: 0, dueAt: new Date(), doneAt: null }
  })
  if (count === 0) throw new MAIL_ERR_STATUS(id, 'sent', 'being sent')
}

/**
 * Has a mail that waits never sent.
 *
 * @throws MAIL_ERR_UNKNOWN, MAIL_ERR_STATUS where it does not wait
 */
export async function cancelMail(db: Database, id: string): Promise<void> {
  const { status, secret } = await findMail(db, id)
  const { count } = await db.mail.updateMany({
    where: { id, status: 'queued' },
    data: { status: 'cancelled', doneAt: new Date(), ...(secret && { message: null }) }
  })
  if (count === 0) throw new MAIL_ERR_STATUS(id, 'cancelled', status)
}

/** How many mails wait, and how many seconds the oldest has been waiting. */
export async function countWaiting(db: Database): Promise<{ queued: number; oldest: number }> {
  const { _count, _min } = await db.mail.aggregate({
    where: { status: { in: ['queued', 'sending'] } },
    _count: true,
    _min: { createdAt: true }
  })
  const oldest = _min.createdAt ? (Date.now() - _min.createdAt.getTime()) / 1_000 : 0
  return { queued: _count, oldest: Math.max(0, oldest) }
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

function kept<Row extends { recipients: string; remaining: string | null }>(row: Row) {
  return {
    ...row,
    recipients: JSON.parse(row.recipients),
    remaining: row.remaining && JSON.parse(row.remaining)
  }
}
