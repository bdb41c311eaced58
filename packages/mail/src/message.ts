import {
  type Address,
  type Recipient,
  readAddress,
  readAddresses,
  refuseControls,
  refuseLongWords
} from './addresses.js'
import { type Attachment, type SealedAttachment, sealAttachment } from './attachments.js'
import {
  MAIL_ERR_EMPTY,
  MAIL_ERR_HEADER_NAME,
  MAIL_ERR_NO_RECIPIENT,
  MAIL_ERR_TOO_LARGE,
  MAIL_ERR_TOO_MANY_RECIPIENTS,
  MAIL_ERR_UNSUBSCRIBE
} from './errors.js'

/** A mail to be sent, in nodemailer's words. */
export interface Message {
  to?: Recipient | readonly Recipient[]
  cc?: Recipient | readonly Recipient[]
  /** Who gets it without the others knowing. */
  bcc?: Recipient | readonly Recipient[]
  /** @default the plugin's `from` */
  from?: Recipient
  replyTo?: Recipient | readonly Recipient[]
  subject: string
  text: string
  /** Its styles are inlined when it is sent. @default none: plain text alone */
  html?: string
  headers?: Record<string, string>
  attachments?: readonly Attachment[]
  /** Where one gets off the list; for what is sent to many. @default none */
  unsubscribe?: Unsubscribe
  /** Whether it holds what nobody is to read in the database later: the message is removed once it is sent or given up. @default false */
  secret?: boolean
}

export interface Unsubscribe {
  /** `https://…` or `mailto:…`, with what tells whom it is about. */
  url: string
  /** Whether a POST to it does it, without cookies and without asking back (RFC 8058). @default false */
  oneClick?: boolean
}

/** A message that was found right, as it is kept in the outbox. */
export interface SealedMessage {
  from: Address
  to: Address[]
  cc: Address[]
  bcc: Address[]
  replyTo: Address[]
  subject: string
  text: string
  html?: string
  headers: Record<string, string>
  attachments: SealedAttachment[]
}

/**
 * Checks a message, so that what is wrong with it is said to whoever wrote it and not later to nobody.
 *
 * @throws MAIL_ERR_ADDRESS, MAIL_ERR_NO_RECIPIENT, MAIL_ERR_TOO_MANY_RECIPIENTS, MAIL_ERR_LINE_BREAK, MAIL_ERR_HEADER_NAME,
 *   MAIL_ERR_HEADER_LENGTH, MAIL_ERR_EMPTY, MAIL_ERR_ATTACHMENT, MAIL_ERR_UNSUBSCRIBE
 */
export function sealMessage(message: Message, defaultFrom: Address): SealedMessage {
  const { from = defaultFrom, subject, text, html, headers = {}, attachments = [], unsubscribe } = message
  refuseControls('subject', subject)
  if (text.trim() === '') throw new MAIL_ERR_EMPTY()
  const sealed: SealedMessage = {
    from: readAddress('from', from),
    to: readAddresses('to', message.to),
    cc: readAddresses('cc', message.cc),
    bcc: readAddresses('bcc', message.bcc),
    replyTo: readAddresses('replyTo', message.replyTo),
    subject,
    text,
    html,
    headers: { ...readHeaders(headers), ...(unsubscribe && listHeaders(unsubscribe)) },
    attachments: attachments.map(sealAttachment)
  }
  for (const [name, value] of Object.entries(sealed.headers)) refuseLongWords(name, value)
  const { length } = recipientsOf(sealed)
  if (length === 0) throw new MAIL_ERR_NO_RECIPIENT()
  if (length > MOST_RECIPIENTS) throw new MAIL_ERR_TOO_MANY_RECIPIENTS(length, MOST_RECIPIENTS)
  return sealed
}

/** Everybody it is for, once. */
export function recipientsOf({ to, cc, bcc }: SealedMessage): string[] {
  return [...new Set([...to, ...cc, ...bcc].map(({ address }) => address))]
}

/** @throws MAIL_ERR_TOO_LARGE */
export function encodeMessage(message: SealedMessage): Uint8Array<ArrayBuffer> {
  const bytes = new TextEncoder().encode(JSON.stringify(message))
  if (bytes.length > LARGEST) {
    throw new MAIL_ERR_TOO_LARGE(Math.ceil(bytes.length / MEGABYTE), LARGEST / MEGABYTE)
  }
  return bytes
}

export function decodeMessage(bytes: Uint8Array): SealedMessage {
  return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString())
}

/** What every mail server has to take (RFC 5321, 4.5.3.1.8). */
const MOST_RECIPIENTS = 100
const MEGABYTE = 1024 * 1024
/** As large as what is sent: 37 MB of files grow by a third. */
const LARGEST = 50 * MEGABYTE

function readHeaders(headers: Record<string, string>): Record<string, string> {
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[A-Za-z0-9-]{1,64}$/.test(name) || OWN.test(name))
      throw new MAIL_ERR_HEADER_NAME(name.slice(0, 80))
    refuseControls(name, value)
  }
  return headers
}

// Made of the other fields; two of the same are read by each mail server as it likes.
const OWN =
  /^(from|sender|to|cc|bcc|reply-to|subject|date|message-id|mime-version|dkim-signature|list-unsubscribe|list-unsubscribe-post|content-.*)$/i

function listHeaders({ url, oneClick = false }: Unsubscribe): Record<string, string> {
  const allowed = oneClick ? ['https:'] : ['https:', 'http:', 'mailto:']
  if (!URL.canParse(url)) throw new MAIL_ERR_UNSUBSCRIBE()
  const { protocol, href } = new URL(url)
  if (!allowed.includes(protocol)) throw new MAIL_ERR_UNSUBSCRIBE()
  return {
    'List-Unsubscribe': `<${href}>`,
    ...(oneClick && { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' })
  }
}
