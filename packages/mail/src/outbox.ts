import type { Database } from '@larder/database'
import { v7 as uuid } from 'uuid'
import type { Address } from './addresses.js'
import { encodeMessage, type Message, recipientsOf, sealMessage } from './message.js'
import { shorten } from './shorten.js'

/** A mail that is written into the outbox. */
export interface PostedMail {
  id: string
}

/**
 * Writes a mail into the outbox, in the transaction that `db` is, if it is one.
 *
 * @throws what is wrong with the message, before anything is written
 */
export async function postMail(db: Database, message: Message, from: Address): Promise<PostedMail> {
  const row = rowOf(message, from)
  await db.mail.create({ data: row, select: { id: true } })
  return { id: row.id }
}

/** Writes many. All are checked before the first is written; none or all are there only in a transaction. */
export async function postMails(
  db: Database,
  messages: readonly Message[],
  from: Address
): Promise<PostedMail[]> {
  const rows = messages.map((message) => rowOf(message, from))
  for (let start = 0; start < rows.length; start += TOGETHER) {
    await db.mail.createMany({ data: rows.slice(start, start + TOGETHER) })
  }
  return rows.map(({ id }) => ({ id }))
}

/** How many rows one statement writes. */
const TOGETHER = 500

function rowOf(message: Message, from: Address) {
  const sealed = sealMessage(message, from)
  return {
    // They grow with time, and so mails are sent in the order of writing.
    id: uuid(),
    recipients: JSON.stringify(recipientsOf(sealed)),
    subject: shorten(message.subject, SUBJECT_LENGTH),
    message: encodeMessage(sealed),
    secret: message.secret ?? false
  }
}

const SUBJECT_LENGTH = 255
