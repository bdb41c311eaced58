import type { PrismaClient } from '@larder/database'
import { decodeMessage, decodeRecipients, type StoredMessage } from './message/message.js'

export interface RecordedMessage {
  to: string[]
  subject: string
  text: string
  html: string | undefined
  /** Each http(s) URL in the text and in the links of the HTML, once. */
  links: string[]
  /** The rest: `headers`, `attachments`, `from`, … */
  message: StoredMessage
}

/** For tests: the mails that `work` wrote to the outbox and committed, in an app that sends none. */
export async function recordMessages(
  { db }: { db: PrismaClient },
  work: () => Promise<unknown>
): Promise<RecordedMessage[]> {
  const before = await db.mail.findMany({ select: { id: true } })
  await work()
  const rows = await db.mail.findMany({
    where: { id: { notIn: before.map(({ id }) => id) } },
    select: { recipients: true, message: true },
    orderBy: { id: 'asc' }
  })
  return rows.flatMap(({ recipients, message }) => {
    const decoded = decodeMessage(message)
    if (!decoded) return []
    const { subject, text, html } = decoded
    const to = decodeRecipients(recipients) ?? []
    return [{ to, subject, text, html, links: linksIn(text, html), message: decoded }]
  })
}

function linksIn(text: string, html = ''): string[] {
  const inText = text.match(/https?:\/\/[^\s<>"]+/g) ?? []
  const inHtml = [...html.matchAll(/href\s*=\s*["'](https?:[^"']+)["']/gi)].map(([, url = '']) =>
    url.replaceAll('&amp;', '&')
  )
  return [...new Set([...inText.map((url) => url.replace(/[.,;:!?)]+$/, '')), ...inHtml])]
}
