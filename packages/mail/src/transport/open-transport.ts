import { MAIL_ERR_URL } from '../errors.js'
import { fileTransport, mailFolder } from './file-transport.js'
import { lazyMailer } from './lazy-mailer.js'
import { readServer } from './server-url.js'
import type { Transport } from './transport.js'
import { pathOf } from './url-parts.js'

/** The key that signs mails (RFC 6376). */
export interface DkimKey {
  domainName: string
  /** The record's name: `larder` for `larder._domainkey.DOMAIN`. */
  keySelector: string
  privateKey: string
}

/** Opens the transport that a URL names. @throws MAIL_ERR_URL */
export function openTransport(url: string, key?: DkimKey): Transport {
  const common = {
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(key && { dkim: { ...key, headerFieldNames: SIGNED } })
  }
  const [scheme = ''] = /^[a-z]+:/.exec(url) ?? []
  const folder = mailFolder(url)
  if (folder) return fileTransport(folder, common)
  if (scheme === 'sendmail:') {
    const path = pathOf(url) || '/usr/sbin/sendmail'
    const mailer = lazyMailer(({ createTransport }) =>
      createTransport({ ...common, sendmail: true, path, newline: 'unix' })
    )
    return {
      connections: 2,
      async send(mail) {
        await (await mailer.get()).sendMail(mail)
        return []
      },
      close() {}
    }
  }
  if (scheme !== 'smtp:' && scheme !== 'smtps:') throw new MAIL_ERR_URL('begins with something else')
  const server = readServer(url)
  const mailer = lazyMailer(({ createTransport }) => createTransport({ ...common, ...server }))
  return {
    connections: server.maxConnections,
    send: async (mail) => (await (await mailer.get()).sendMail(mail)).rejectedErrors ?? [],
    close: () =>
      void mailer.made()?.then(
        ({ transporter }) => transporter.close?.({ force: true }),
        () => {}
      )
  }
}

// nodemailer's own list, and List-Unsubscribe-Post, which must be signed (RFC 8058, 4).
const SIGNED =
  'from:sender:reply-to:subject:date:message-id:to:cc:mime-version:content-type:content-transfer-encoding:list-unsubscribe:list-unsubscribe-post'
