import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import PostalMime, { type Address, type Email } from 'postal-mime'

export interface MailFile {
  file: string
  /** Each header that matters to people, as they would read it. */
  headers: { name: string; value: string }[]
  subject: string
  to: string
  date: string
  text: string
  /** With its pictures in it. */
  html: string | undefined
  attachments: { filename: string; bytes: number }[]
}

/** The newest mails in a folder of .eml; none where there is no such folder. */
export async function readMailbox(folder: string): Promise<MailFile[]> {
  const names = await readdir(folder).catch(() => [])
  const newest = names.filter(isMail).sort().reverse().slice(0, MOST)
  const mails = await Promise.all(newest.map((file) => readMail(folder, file)))
  return mails.filter((mail) => mail !== undefined)
}

/** One of them; undefined where it is not there. */
export async function readMail(folder: string, file: string): Promise<MailFile | undefined> {
  if (!isMail(file)) return undefined
  const raw = await readFile(path.join(folder, file)).catch(() => undefined)
  return raw && shown(file, await PostalMime.parse(raw))
}

const MOST = 50

function isMail(file: string): boolean {
  return /^[\w-]+\.eml$/.test(file)
}

function shown(file: string, mail: Email): MailFile {
  const { subject = '', date = '', text = '', html, from, to = [], cc = [], replyTo = [] } = mail
  const people = { From: from ? [from] : [], To: to, Cc: cc, 'Reply-To': replyTo }
  const off = mail.headers.find(({ key }) => key === 'list-unsubscribe')?.value ?? ''
  const headers = [
    ...Object.entries(people).map(([name, addresses]) => ({ name, value: listOf(addresses) })),
    { name: 'Date', value: date },
    { name: 'Message-ID', value: mail.messageId ?? '' },
    { name: 'List-Unsubscribe', value: off }
  ].filter(({ value }) => value !== '')
  const attachments = mail.attachments
    .filter(({ disposition }) => disposition !== 'inline')
    .map(({ filename, content }) => ({ filename: filename ?? '', bytes: bytesOf(content).length }))
  return {
    file,
    headers,
    subject,
    to: listOf(to),
    date,
    text,
    html: html && withPictures(html, mail),
    attachments
  }
}

function listOf(addresses: Address[]): string {
  return addresses.map(({ name, address = '' }) => (name ? `${name} <${address}>` : address)).join(', ')
}

/** Puts in the place of `cid:` URLs what they stand for. */
function withPictures(html: string, { attachments }: Email): string {
  return attachments.reduce((filled, { contentId, mimeType, content }) => {
    if (!contentId) return filled
    const url = `data:${mimeType};base64,${bytesOf(content).toString('base64')}`
    return filled.replaceAll(`cid:${contentId.slice(1, -1)}`, url)
  }, html)
}

function bytesOf(content: ArrayBuffer | Uint8Array | string): Buffer {
  if (typeof content === 'string') return Buffer.from(content)
  return content instanceof Uint8Array ? Buffer.from(content) : Buffer.from(new Uint8Array(content))
}
