import { createPrivateKey } from 'node:crypto'
import { domainToASCII } from 'node:url'
import { MAIL_ERR_DKIM, MAIL_ERR_URL } from './errors.js'
import { type Recipient, readAddress } from './message/addresses.js'
import type { DkimKey } from './transport/open-transport.js'
import { readServer } from './transport/server-url.js'
import { pathOf } from './transport/url-parts.js'

/**
 * Exported apart, so that a command need not load the rest.
 *
 * @throws MAIL_ERR_URL, MAIL_ERR_ADDRESS, MAIL_ERR_LINE_BREAK
 */
export function checkMailSettings({ url, from }: { url?: string; from?: Recipient }): void {
  if (url !== undefined) checkUrl(url)
  if (from !== undefined) readAddress('from', from)
}

function checkUrl(url: string): void {
  if (/^smtps?:/.test(url)) readServer(url)
  else if (/^(sendmail|file):/.test(url)) pathOf(url)
  else throw new MAIL_ERR_URL('begins with something else')
}

/** With a key that nodemailer cannot sign with, each mail would fail. @throws MAIL_ERR_DKIM */
export function checkDkim({ domainName, keySelector, privateKey }: DkimKey): void {
  if (!isDnsName(domainName)) throw new MAIL_ERR_DKIM('domainName', 'a domain, like shop.example')
  if (!isDnsName(keySelector))
    throw new MAIL_ERR_DKIM('keySelector', 'the name of the record in the DNS, like larder')
  if (!isSigningKey(privateKey))
    throw new MAIL_ERR_DKIM('privateKey', 'a private RSA key as PEM, without a passphrase')
}

/** Whether the DNS can have this name. */
export function isDnsName(name: unknown): boolean {
  return typeof name === 'string' && /^[\w-]+(\.[\w-]+)*$/.test(domainToASCII(name))
}

/** Whether mails can be signed with this key (RFC 6376, 3.3.1), which is PEM without a passphrase. */
export function isSigningKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa'
  } catch {
    return false
  }
}
