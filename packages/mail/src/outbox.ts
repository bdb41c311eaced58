import type { Database } from '@larder/database'
import { v7 as uuid } from 'uuid'
import type { Address } from './message/addresses.js'
import { checkMessage, encodeMessage, type Message, recipientsOf } from './message/message.js'
import { findTraceparent } from './sending/trace-mail.js'
import { shorten } from './shorten.js'

/**
 * Writes a mail into the outbox, as part of the transaction if `db` is one.
 *
 * @returns the mail's id
 * @throws MAIL_ERR_… if the message is wrong, before anything is written
 */
export async function writeMail(db: Database, message: Message, from: Address): Promise<{ id: string }> {
  const row = rowOf(message, from)
  await db.mail.create({ data: row, select: { id: true } })
  return { id: row.id }
}

/** Writes many. All messages are checked before the first is written; only a transaction makes it all or nothing. */
export async function writeMails(
  db: Database,
  messages: readonly Message[],
  from: Address
): Promise<{ id: string }[]> {
  const rows = messages.map((message) => rowOf(message, from))
  for (let start = 0; start < rows.length; start += BATCH) {
    await db.mail.createMany({ data: rows.slice(start, start + BATCH) })
  }
  return rows.map(({ id }) => ({ id }))
}

const BATCH = 500

function rowOf(message: Message, from: Address) {
  const checked = checkMessage(message, from)
  return {
    // Version 7 grows with time, so mails are sent in the order of writing.
    id: uuid(),
    recipients: JSON.stringify(recipientsOf(checked)),
    subject: shorten(message.subject, SUBJECT_LENGTH),
    message: encodeMessage(checked),
    secret: message.secret ?? false,
    traceparent: findTraceparent()
  }
}

const SUBJECT_LENGTH = 255
