import { mkdir, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { lazyMailer } from './lazy-mailer.js'
import type { Transport } from './transport.js'
import { pathOf } from './url-parts.js'

/** Writes each mail into a file named by its time and id, so that a mail sent twice is still one file. */
export function fileTransport(folder: string, options: object): Transport {
  const mailer = lazyMailer(({ createTransport }) =>
    createTransport({ ...options, streamTransport: true, buffer: true })
  )
  return {
    connections: 2,
    async send(mail) {
      const { message } = await (await mailer.get()).sendMail(mail)
      if (!Buffer.isBuffer(message)) return []
      // Other users of this machine must not read the links in it.
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const file = path.join(folder, `${timeOf(mail.date)}-${idOf(mail.messageId)}.eml`)
      await writeFile(`${file}.part`, message, { mode: 0o600 })
      await rename(`${file}.part`, file)
      return []
    },
    close() {}
  }
}

function timeOf(date: unknown): string {
  const iso = date instanceof Date ? date.toISOString() : ''
  return iso.replace(/[-:]|\.\d+/g, '')
}

function idOf(messageId = ''): string {
  return /^<([\w-]+)@/.exec(messageId)?.[1] ?? 'mail'
}

/** The folder of a `file:` URL, relative to the current one unless it begins with a slash; undefined for other URLs. */
export function mailFolder(url: string): string | undefined {
  if (!url.startsWith('file:')) return undefined
  return path.resolve(pathOf(url))
}
