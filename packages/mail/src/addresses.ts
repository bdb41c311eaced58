import { MAIL_ERR_ADDRESS, MAIL_ERR_LINE_BREAK } from './errors.js'

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
 * @throws MAIL_ERR_ADDRESS, MAIL_ERR_LINE_BREAK
 */
export function readAddresses(field: string, given: Recipient | readonly Recipient[] = []): Address[] {
  const list: readonly Recipient[] = Array.isArray(given) ? given : [given]
  return list.map((one) => readAddress(field, one))
}

/** @throws MAIL_ERR_ADDRESS, MAIL_ERR_LINE_BREAK */
export function readAddress(field: string, given: Recipient): Address {
  refuseControls(field, typeof given === 'string' ? given : given.name)
  const { name, address } = typeof given === 'string' ? split(given) : given
  if (!isAddress(address)) throw new MAIL_ERR_ADDRESS(field)
  return { name: name.trim(), address }
}

/** @throws MAIL_ERR_LINE_BREAK where a header would end and another begin */
export function refuseControls(field: string, text: string): void {
  if (CONTROLS.test(text)) throw new MAIL_ERR_LINE_BREAK(field)
}

/** What browsers take for an address (HTML, "valid e-mail address"), and other scripts (RFC 6531), within SMTP's lengths (RFC 5321, 4.5.3.1). */
function isAddress(address: string): boolean {
  const [, local = '', domain = ''] = ADDRESS.exec(address) ?? []
  return local !== '' && Buffer.byteLength(local) <= 64 && Buffer.byteLength(local + domain) < 254
}

function split(text: string): Address {
  const [, name = '', address = text] = NAMED.exec(text) ?? []
  return { name: name.replace(/^"(.*)"$/, '$1'), address: address.trim() }
}

const NAMED = /^([^<>]*)<([^<>]*)>$/
const CONTROLS = /[\p{Cc}\u2028\u2029]/u
const LABEL = '[\\p{L}\\p{M}\\p{N}](?:[\\p{L}\\p{M}\\p{N}-]{0,61}[\\p{L}\\p{M}\\p{N}])?'
const ADDRESS = new RegExp(`^([\\p{L}\\p{M}\\p{N}.!#$%&'*+/=?^_\`{|}~-]+)@(${LABEL}(?:\\.${LABEL})*)$`, 'u')
