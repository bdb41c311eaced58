import type { PrismaClient } from '@larder/database'
import { decodeMessage } from './message.js'

export interface RecordedMessage {
  /** Everybody it is for. */
  to: string[]
  subject: string
  text: string
  html: string | undefined
  /** Every http(s) URL in the text and in the links of the HTML, once. */
  links: string[]
  /** All else that was given: `headers`, `attachments`, `from`, … */
  message: ReturnType<typeof decodeMessage>
}

/**
 * The mails that were written to the outbox, and committed, while `work` was done; for tests, in whose apps nothing is sent.
 */
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
    if (!message) return []
    const decoded = decodeMessage(message)
    const { subject, text, html } = decoded
    return [{ to: JSON.parse(recipients), subject, text, html, links: linksIn(text, html), message: decoded }]
  })
}

function linksIn(text: string, html = ''): string[] {
  const inText = text.match(/https?:\/\/[^\s<>"]+/g) ?? []
  const inHtml = [...html.matchAll(/href\s*=\s*["'](https?:[^"']+)["']/gi)].map(([, url = '']) =>
    url.replaceAll('&amp;', '&')
  )
  return [...new Set([...inText.map((url) => url.replace(/[.,;:!?)]+$/, '')), ...inHtml])]
}
