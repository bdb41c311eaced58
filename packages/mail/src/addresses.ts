import addressparser from 'nodemailer/lib/addressparser'
import { MAIL_ERR_ADDRESS, MAIL_ERR_HEADER_LENGTH, MAIL_ERR_LINE_BREAK } from './errors.js'

export interface Address {
  name: string
  address: string
}

/** `anna@example.org`, `Anna <anna@example.org>`, or both apart, which is the way for a name that somebody else chose. */
export type Recipient = string | Address

/**
 * One address, or several. A text is never taken apart at commas: what is typed into a form cannot be more people than one.
 *
 * @param field what a complaint calls it
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
  if (!isAddress(address)) throw new MAIL_ERR_ADDRESS(field)
  refuseLongWords(field, name)
  return { name: name.trim(), address }
}

/** @throws MAIL_ERR_LINE_BREAK where a header would end and another begin */
export function refuseControls(field: string, text: string): void {
  if (CONTROLS.test(text)) throw new MAIL_ERR_LINE_BREAK(field)
}

/**
 * Refuses what cannot be folded: a header breaks between words, and a line has at most 998 bytes (RFC 5322, 2.1.1).
 *
 * @throws MAIL_ERR_HEADER_LENGTH
 */
export function refuseLongWords(field: string, text: string): void {
  if (hasLongWord(text)) throw new MAIL_ERR_HEADER_LENGTH(field, LONGEST_WORD)
}

/** Text beyond ASCII has none: it is encoded in short words. */
export function hasLongWord(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text) && text.split(' ').some((word) => word.length > LONGEST_WORD)
}

/** Twice as much, where each character is quoted, still leaves room for a header's name or an address. */
const LONGEST_WORD = 350

/**
 * What browsers take for an address (HTML, "valid e-mail address"), within SMTP's lengths (RFC 5321, 4.5.3.1). The domain may be of
 * any script. What stands before the `@` may not: it needs a mail server that offers SMTPUTF8 (RFC 6531, 3.2), which is not known here.
 */
function isAddress(address: string): boolean {
  const [, local = '', domain = ''] = ADDRESS.exec(address) ?? []
  return local !== '' && local.length <= 64 && Buffer.byteLength(local + domain) < 254
}

/** A mailbox as RFC 5322, 3.4, writes it. The parser finds addresses within prose too, and those are refused. */
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
