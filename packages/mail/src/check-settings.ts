import { MAIL_ERR_URL } from './errors.js'
import { type Recipient, readAddress } from './message/addresses.js'
import { readServer } from './transport/server-url.js'
import { pathOf } from './transport/url-parts.js'

/** Exported apart, so that a command need not load the rest. @throws MAIL_ERR_URL, MAIL_ERR_ADDRESS, MAIL_ERR_LINE_BREAK */
export function checkMailSettings({ url, from }: { url?: string; from?: Recipient }): void {
  if (url !== undefined) checkUrl(url)
  if (from !== undefined) readAddress('from', from)
}

function checkUrl(url: string): void {
  if (/^smtps?:/.test(url)) readServer(url)
  else if (/^(sendmail|file):/.test(url)) pathOf(url)
  else throw new MAIL_ERR_URL('begins with something else')
}
