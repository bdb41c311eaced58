import { type Recipient, readAddress } from './addresses.js'
import { MAIL_ERR_URL } from './errors.js'
import { readServer } from './server-url.js'
import { pathOf } from './url-parts.js'

/**
 * Says what is wrong with the two options that somebody types, before anything is opened. It is a door of its own, since who
 * only asks needs none of what sends.
 *
 * @throws MAIL_ERR_URL, without the password; MAIL_ERR_ADDRESS, MAIL_ERR_LINE_BREAK
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
