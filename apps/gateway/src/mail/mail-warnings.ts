import type { Config } from '../settings/settings.js'

/** What may go wrong with mails in production, and keeps nobody from starting. */
export function warnOfMail({ development, publicUrl }: Config, env = process.env): string[] {
  if (development) return []
  if (!env.MAIL_URL) return ['MAIL_URL is not set: mails are kept and not sent until it is.']
  if (!publicUrl && !env.MAIL_URL.startsWith('file:')) {
    return ['Neither --public-url nor LARDER_PUBLIC_URL is set: links in mails lead to this machine alone.']
  }
  return []
}
