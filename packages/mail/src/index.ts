import type { Database } from '@larder/database'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { type Recipient, readAddress } from './addresses.js'
import type { Message } from './message.js'
import { type PostedMail, postMail, postMails } from './outbox.js'

export interface MailOptions {
  /** The mail server: `smtp://`, `smtps://`, `sendmail:` or `file:`. @default none: mails wait in the outbox */
  url?: string
  /** Whom mails are from. @default 'Larder <larder@localhost>' */
  from?: Recipient
}

/** Gives the app `app.mail`, which writes mails into the outbox, and sends what waits there. */
export default fp(mail, { name: '@larder/mail', fastify: '5.x', dependencies: ['@larder/database'] })

async function mail(app: FastifyInstance, { from = 'Larder <larder@localhost>' }: MailOptions) {
  const sender = readAddress('from', from)
  app.decorate('mail', {
    send: (db: Database, message: Message) => postMail(db, message, sender),
    sendAll: (db: Database, messages: readonly Message[]) => postMails(db, messages, sender)
  } satisfies Mailing)
}

export interface Mailing {
  /**
   * Writes a mail into the outbox: it is sent if, and only if, the transaction that `db` is, is committed.
   *
   * @throws MAIL_ERR_…, whatever is wrong with the message
   */
  send(db: Database, message: Message): Promise<PostedMail>
  /** Writes many, in a few statements. */
  sendAll(db: Database, messages: readonly Message[]): Promise<PostedMail[]>
}

declare module 'fastify' {
  interface FastifyInstance {
    mail: Mailing
  }
}

export type { Address, Recipient } from './addresses.js'
export type { Attachment } from './attachments.js'
export type { Message, Unsubscribe } from './message.js'
export type { PostedMail } from './outbox.js'
export { type RecordedMessage, recordMessages } from './record-messages.js'
