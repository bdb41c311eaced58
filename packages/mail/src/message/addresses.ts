import addressparser from 'nodemailer/lib/addressparser'
import { MAIL_ERR_ADDRESS, MAIL_ERR_HEADER_LENGTH, MAIL_ERR_LINE_BREAK } from '../errors.js'

export interface Address {
  name: string
  address: string
}

/** `anna@example.org`, `Anna <anna@example.org>`, or an {@link Address}: use that for a name that a user chose. */
export type Recipient = string | Address

/**
 * Reads one address or several. A text is one address and never split at commas, so a form field cannot add recipients.
 *
 * @param field its name in error messages
 * @throws MAIL_ERR_ADDRESS, MAIL_ERR_LINE_BREAK, MAIL_ERR_HEADER_LENGTH
 */
export function readAddresses(field: string, given: Recipient | readonly Recipient[] = []): Address[] {
  const list: readonly Recipient[] = Array.isArray(given) ? given : [given]
  return list.map((one) => readAddress(field, one))
}

/** @throws MAIL_ERR_ADDRESS, MAIL_ERR_LINE_BREAK, MAIL_ERR_HEADER_LENGTH */
export function readAddress(field: string, given: Recipient): Address {
  refuseControls(field, typeof given === 'string' ? given : given.name)
  const { name, address } = typeof given === 'string' ? parseMailbox(given) : given
  if (!isMailAddress(address)) throw new MAIL_ERR_ADDRESS(field)
  refuseLongWords(field, name)
  return { name: name.trim(), address }
}

/** Refuses characters that could end a header and begin another. @throws MAIL_ERR_LINE_BREAK */
export function refuseControls(field: string, text: string): void {
  if (CONTROLS.test(text)) throw new MAIL_ERR_LINE_BREAK(field)
}

/**
 * Refuses words that cannot be folded: headers break between words, and a line has at most 998 bytes (RFC 5322, 2.1.1).
 *
 * @throws MAIL_ERR_HEADER_LENGTH
 */
export function refuseLongWords(field: string, text: string): void {
  if (hasLongWord(text)) throw new MAIL_ERR_HEADER_LENGTH(field, LONGEST_WORD)
}

/** Only ASCII can have long words: other text is encoded in short ones. */
export function hasLongWord(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text) && text.split(' ').some((word) => word.length > LONGEST_WORD)
}

/** Doubled by quoting, it still leaves room for a header's name or an address. */
const LONGEST_WORD = 350

/**
 * Whether a mail can be sent to an address: what browsers accept (HTML, "valid e-mail address"), within SMTP's lengths (RFC 5321,
 * 4.5.3.1). The domain may use any script, the part before the `@` only ASCII: more needs a mail server with SMTPUTF8 (RFC 6531, 3.2).
 */
export function isMailAddress(address: string): boolean {
  const [, local = '', domain = ''] = ADDRESS.exec(address) ?? []
  return local !== '' && local.length <= 64 && Buffer.byteLength(local + domain) < 254
}

/** Parses a mailbox (RFC 5322, 3.4). The parser also finds addresses within prose; those are refused. */
function parseMailbox(text: string): Address {
  const [mailbox, ...others] = addressparser(text)
  const { name = '', address = '' } = mailbox ?? {}
  const written = text.trim()
  const isAlone = others.length === 0 && (written === address || written.endsWith(`<${address}>`))
  return { name, address: isAlone ? address : '' }
}

const CONTROLS = /[\p{Cc}\u2028\u2029]/u
const LABEL = '[\\p{L}\\p{M}\\p{N}](?:[\\p{L}\\p{M}\\p{N}-]{0,61}[\\p{L}\\p{M}\\p{N}])?'
const ADDRESS = new RegExp(`^([\\w.!#$%&'*+/=?^\`{|}~-]+)@(${LABEL}(?:\\.${LABEL})*)$`, 'u')
