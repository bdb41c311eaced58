import { everyHour } from '@larder/blueprint'
import type { Database } from '@larder/database'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { type Recipient, readAddress } from './addresses.js'
import { MAIL_ERR_DECORATION_TAKEN } from './errors.js'
import { deleteOldMails } from './expiry.js'
import type { Message } from './message.js'
import { type DkimKey, openTransport } from './open-transport.js'
import { type PostedMail, postMail, postMails } from './outbox.js'
import { PACE, type Pace } from './pace.js'
import { Sender, type Tally } from './sender.js'

export interface MailOptions {
  /** The mail server: `smtp://`, `smtps://`, `sendmail:` or `file:`. @default none: mails wait in the outbox */
  url?: string
  /** Whom mails are from. @default 'Larder <larder@localhost>' */
  from?: Recipient
  /** With what mails are signed. @default they are not */
  dkim?: DkimKey
  /** Milliseconds after which a mail that was sent, given up or cancelled is deleted. @default 14 days */
  keep?: number
  /** How hard the sender tries. */
  pace?: Partial<Pace>
}

/**
 * Gives the app `app.mail`, which writes mails into the outbox, and sends what is there.
 *
 * @throws at boot MAIL_ERR_DECORATION_TAKEN, MAIL_ERR_URL, MAIL_ERR_ADDRESS
 */
export default fp(mail, { name: '@larder/mail', fastify: '5.x', dependencies: ['@larder/database'] })

async function mail(app: FastifyInstance, options: MailOptions) {
  if (app.hasDecorator('mail')) throw new MAIL_ERR_DECORATION_TAKEN()
  const { url, dkim, keep = 14 * DAY } = options
  const from = readAddress('from', options.from ?? 'Larder <larder@localhost>')
  const pace = { ...PACE, ...options.pace }
  const transport = url === undefined ? undefined : openTransport(url, dkim)
  const sender = transport && new Sender({ db: app.db, transport, log: app.log, pace })
  app.decorate('mail', {
    tally: sender?.tally ?? { sent: 0, failed: 0, retried: 0 },
    async send(db, message) {
      const mail = await postMail(db, message, from)
      sender?.wake()
      return mail
    },
    async sendAll(db, messages) {
      const mails = await postMails(db, messages, from)
      sender?.wake()
      return mails
    }
  } satisfies Mailing)
  if (sender) closeWith(app, sender)
  everyHour(app, () => deleteOldMails(app.db, keep), 'Old mails were not deleted.')
}

/** Hooks before the close run one by one while the app still answers, so that one does not wait. */
function closeWith(app: FastifyInstance, sender: Sender): void {
  app.addHook('preClose', async () => sender.stop())
  app.addHook('onClose', () => sender.close())
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
  readonly tally: Readonly<Tally>
}

const DAY = 24 * 60 * 60 * 1000

declare module 'fastify' {
  interface FastifyInstance {
    mail: Mailing
  }
}

export type { Address, Recipient } from './addresses.js'
export type { Attachment } from './attachments.js'
export { deleteOldMails } from './expiry.js'
export { mailFolder } from './file-transport.js'
export {
  cancelMail,
  countWaiting,
  findMail,
  type KeptMail,
  listMails,
  type MailStatus,
  retryMail
} from './kept-mails.js'
export type { Message, Unsubscribe } from './message.js'
export type { DkimKey } from './open-transport.js'
export type { PostedMail } from './outbox.js'
export type { Pace } from './pace.js'
export { type RecordedMessage, recordMessages } from './record-messages.js'
