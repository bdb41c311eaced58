import { MAIL_ERR_URL } from '../errors.js'

/**
 * The path behind the scheme: `/usr/sbin/sendmail` in `sendmail:/usr/sbin/sendmail` and in `sendmail:///usr/sbin/sendmail`.
 *
 * @throws MAIL_ERR_URL
 */
export function pathOf(url: string): string {
  return decodePart(url.slice(url.indexOf(':') + 1)).replace(/^\/\/(?=\/)/, '')
}

/** @throws MAIL_ERR_URL */
export function decodePart(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new MAIL_ERR_URL('has a % that encodes nothing; write a % itself as %25')
  }
}
