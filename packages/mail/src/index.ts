import { addMessages, checkOptions, claimNames, everyHour, type Setting, settingOf } from '@larder/blueprint'
import type { Database } from '@larder/database'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { checkDkim } from './check-settings.js'
import { type Recipient, readAddress } from './message/addresses.js'
import type { Message } from './message/message.js'
import { writeMail, writeMails } from './outbox.js'
import { deleteOldMails } from './sending/queue.js'
import { RETRY_POLICY, type RetryPolicy } from './sending/retry-policy.js'
import { type Deliveries, Sender } from './sending/sender.js'
import { type DkimKey, openTransport } from './transport/open-transport.js'

export interface MailOptions {
  /** The mail server: `smtp://`, `smtps://`, `sendmail:` or `file:`. @default none: mails wait in the outbox */
  url?: string | undefined
  /** The sender. @default 'Larder <larder@localhost>' */
  from?: Setting<Recipient> | undefined
  /** The key that signs mails. @default none */
  dkim?: DkimKey | undefined
  /** Milliseconds after which a mail that was sent, given up or cancelled is deleted. @default 14 days */
  keep?: number | undefined
  retryPolicy?: Partial<RetryPolicy> | undefined
}

/**
 * Gives the app `app.mail`, which writes mails into the outbox, and sends the mails there.
 *
 * @throws at boot BLUEPRINT_ERR_DECORATION_TAKEN, MAIL_ERR_URL, MAIL_ERR_ADDRESS, MAIL_ERR_DKIM, BLUEPRINT_ERR_OPTION
 */
export default fp(mail, { name: '@larder/mail', fastify: '5.x', dependencies: ['@larder/database'] })

async function mail(app: FastifyInstance, options: MailOptions) {
  claimNames(app, { plugin: '@larder/mail', names: ['app.mail'] })
  checkOptions('@larder/mail', options, { url: 'string', keep: 'number' })
  checkOptions('@larder/mail', options.retryPolicy ?? {}, POLICY_TYPES)
  addMessages(app, 'mail', new URL('..', import.meta.url))
  const { url, dkim, keep = 14 * DAY } = options
  if (dkim) checkDkim(dkim)
  const sender = settingOf(options.from ?? 'Larder <larder@localhost>')
  const from = () => readAddress('from', sender())
  // A wrong one stops the boot.
  from()
  const policy = { ...RETRY_POLICY, ...options.retryPolicy }
  const transport = url === undefined ? undefined : openTransport(url, dkim)
  const delivery = transport && new Sender({ db: app.db, transport, log: app.log, policy })
  app.decorate('mail', {
    deliveries: delivery?.deliveries ?? { sent: 0, failed: 0, retried: 0 },
    async send(db, message) {
      const mail = await writeMail(db, message, from())
      delivery?.wake()
      return mail
    },
    async sendAll(db, messages) {
      const mails = await writeMails(db, messages, from())
      delivery?.wake()
      return mails
    }
  } satisfies Mailer)
  if (delivery) closeWith(app, delivery)
  everyHour(app, () => deleteOldMails(app.db, keep), 'Old mails were not deleted.')
}

/** preClose hooks run one by one while the app still answers requests, so this one does not wait. */
function closeWith(app: FastifyInstance, sender: Sender): void {
  app.addHook('preClose', async () => sender.stop())
  app.addHook('onClose', () => sender.close())
}

export interface Mailer {
  /**
   * Writes a mail into the outbox. If `db` is a transaction, the mail is sent only if it commits.
   *
   * @throws MAIL_ERR_… if the message is wrong
   */
  send(db: Database, message: Message): Promise<{ id: string }>
  /** Writes many, in a few statements. */
  sendAll(db: Database, messages: readonly Message[]): Promise<{ id: string }[]>
  readonly deliveries: Readonly<Deliveries>
}

const DAY = 24 * 60 * 60 * 1000

const POLICY_TYPES = {
  pollInterval: 'number',
  lease: 'number',
  attemptTimeout: 'number',
  backoff: 'number',
  longestBackoff: 'number',
  giveUpAfter: 'number',
  closeTimeout: 'number'
} as const satisfies Record<keyof RetryPolicy, 'number'>

declare module 'fastify' {
  interface FastifyInstance {
    mail: Mailer
  }
}

export {
  cancelMail,
  countWaiting,
  findMail,
  findMails,
  forgetMailsTo,
  listMails,
  listMailsTo,
  type Mail,
  type MailFilter,
  type MailStatus,
  retryMail
} from './manage-mails.js'
export { type Address, isMailAddress, type Recipient, readAddress } from './message/addresses.js'
export type { Attachment } from './message/attachments.js'
export type { Message, Unsubscribe } from './message/message.js'
export { type RecordedMessage, recordMessages } from './record-messages.js'
export { deleteOldMails } from './sending/queue.js'
export type { RetryPolicy } from './sending/retry-policy.js'
export { mailFolder } from './transport/file-transport.js'
export type { DkimKey } from './transport/open-transport.js'
