import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import {
  MAIL_ERR_EMPTY,
  MAIL_ERR_HEADER_NAME,
  MAIL_ERR_NO_RECIPIENT,
  MAIL_ERR_TOO_LARGE,
  MAIL_ERR_TOO_MANY_RECIPIENTS,
  MAIL_ERR_UNSUBSCRIBE
} from '../errors.js'
import {
  type Address,
  type Recipient,
  readAddress,
  readAddresses,
  refuseControls,
  refuseLongWords
} from './addresses.js'
import { type Attachment, checkAttachment, StoredAttachment } from './attachments.js'

/** What a caller gives to be sent, in nodemailer's words. */
export interface Message {
  to?: Recipient | readonly Recipient[]
  cc?: Recipient | readonly Recipient[]
  /** Recipients whom the others do not see. */
  bcc?: Recipient | readonly Recipient[]
  /** @default the plugin's `from` */
  from?: Recipient
  replyTo?: Recipient | readonly Recipient[]
  subject: string
  text: string
  /** Its styles are inlined at sending. @default none: plain text only */
  html?: string
  headers?: Record<string, string>
  attachments?: readonly Attachment[]
  /** How recipients leave the list, for newsletters. @default none */
  unsubscribe?: Unsubscribe
  /** Whether to remove the message from the database once the mail is sent, given up or cancelled. @default false */
  secret?: boolean
}

export interface Unsubscribe {
  /** `https://…` or `mailto:…`; it identifies the recipient. */
  url: string
  /** Whether a POST to the URL is enough, without cookies and without a question (RFC 8058). @default false */
  oneClick?: boolean
}

const StoredAddress = Type.Object({ name: Type.String(), address: Type.String() })

const StoredMessage = Type.Object({
  from: StoredAddress,
  to: Type.Array(StoredAddress),
  cc: Type.Array(StoredAddress),
  bcc: Type.Array(StoredAddress),
  replyTo: Type.Array(StoredAddress),
  subject: Type.String(),
  text: Type.String(),
  html: Type.Optional(Type.String()),
  headers: Type.Record(Type.String(), Type.String()),
  attachments: Type.Array(StoredAttachment)
})
export type StoredMessage = Static<typeof StoredMessage>

const STORED_MESSAGE = Compile(StoredMessage)
const RECIPIENTS = Compile(Type.Array(Type.String()))

/**
 * Checks a message, so that the caller learns what is wrong with it, and not only a log at sending.
 *
 * @throws MAIL_ERR_ADDRESS, MAIL_ERR_NO_RECIPIENT, MAIL_ERR_TOO_MANY_RECIPIENTS, MAIL_ERR_LINE_BREAK, MAIL_ERR_HEADER_NAME,
 *   MAIL_ERR_HEADER_LENGTH, MAIL_ERR_EMPTY, MAIL_ERR_ATTACHMENT, MAIL_ERR_UNSUBSCRIBE
 */
export function checkMessage(message: Message, defaultFrom: Address): StoredMessage {
  const { from = defaultFrom, subject, text, html, headers = {}, attachments = [], unsubscribe } = message
  refuseControls('subject', subject)
  if (text.trim() === '') throw new MAIL_ERR_EMPTY()
  const checked: StoredMessage = {
    from: readAddress('from', from),
    to: readAddresses('to', message.to),
    cc: readAddresses('cc', message.cc),
    bcc: readAddresses('bcc', message.bcc),
    replyTo: readAddresses('replyTo', message.replyTo),
    subject,
    text,
    html,
    headers: { ...readHeaders(headers), ...(unsubscribe && listHeaders(unsubscribe)) },
    attachments: attachments.map(checkAttachment)
  }
  for (const [name, value] of Object.entries(checked.headers)) refuseLongWords(name, value)
  const { length } = recipientsOf(checked)
  if (length === 0) throw new MAIL_ERR_NO_RECIPIENT()
  if (length > MOST_RECIPIENTS) throw new MAIL_ERR_TOO_MANY_RECIPIENTS(length, MOST_RECIPIENTS)
  return checked
}

export function recipientsOf({ to, cc, bcc }: StoredMessage): string[] {
  return [...new Set([...to, ...cc, ...bcc].map(({ address }) => address))]
}

/** @throws MAIL_ERR_TOO_LARGE */
export function encodeMessage(message: StoredMessage): Uint8Array<ArrayBuffer> {
  const bytes = new TextEncoder().encode(JSON.stringify(message))
  if (bytes.length > LARGEST) {
    throw new MAIL_ERR_TOO_LARGE(Math.ceil(bytes.length / MEGABYTE), LARGEST / MEGABYTE)
  }
  return bytes
}

/** The message of a row; undefined if it was removed or cannot be read. */
export function decodeMessage(bytes: Uint8Array | null): StoredMessage | undefined {
  const message = parseJson(bytes ? new TextDecoder().decode(bytes) : '')
  return STORED_MESSAGE.Check(message) ? message : undefined
}

/** The addresses of a row; undefined if they cannot be read. */
export function decodeRecipients(json: string): string[] | undefined {
  const recipients = parseJson(json)
  return RECIPIENTS.Check(recipients) ? recipients : undefined
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Every mail server must accept as many (RFC 5321, 4.5.3.1.8). */
const MOST_RECIPIENTS = 100
const MEGABYTE = 1024 * 1024
/** In base64: 37 MB of files grow by a third. */
const LARGEST = 50 * MEGABYTE

function readHeaders(headers: Record<string, string>): Record<string, string> {
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[A-Za-z0-9-]{1,64}$/.test(name) || OWN.test(name))
      throw new MAIL_ERR_HEADER_NAME(name.slice(0, 80))
    refuseControls(name, value)
  }
  return headers
}

// Made of the message's other fields. Mail servers differ in how they read a header that occurs twice.
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
