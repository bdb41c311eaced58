import { mkdir, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createTransport } from 'nodemailer'
import type { Transport } from './transport.js'
import { pathOf } from './url-parts.js'

/** "Sends" each mail into a file of its own, named after the time of writing and its id: sent twice, it is still one. */
export function fileTransport(folder: string, options: object): Transport {
  const mailer = createTransport({ ...options, streamTransport: true, buffer: true })
  return {
    connections: 2,
    async send(mail) {
      const { message } = await mailer.sendMail(mail)
      if (!Buffer.isBuffer(message)) return []
      // Others on this machine are not to read the links in it.
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const file = path.join(folder, `${timeOf(mail.date)}-${idOf(mail.messageId)}.eml`)
      await writeFile(`${file}.part`, message, { mode: 0o600 })
      await rename(`${file}.part`, file)
      return []
    },
    close() {}
  }
}

/** `20261123T101500Z`. */
function timeOf(date: unknown): string {
  const iso = date instanceof Date ? date.toISOString() : ''
  return iso.replace(/[-:]|\.\d+/g, '')
}

/** What stands before the `@` of a Message-ID. */
function idOf(messageId = ''): string {
  return /^<([\w-]+)@/.exec(messageId)?.[1] ?? 'mail'
}

/** The folder that a `file:` URL names, from the current one if it does not begin with a slash; undefined of other URLs. */
export function mailFolder(url: string): string | undefined {
  if (!url.startsWith('file:')) return undefined
  return path.resolve(pathOf(url))
}
