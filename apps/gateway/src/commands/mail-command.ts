import type { PrismaClient } from '@larder/database'
import { cancelMail, findMail, listMails, type Mail, type MailStatus, retryMail } from '@larder/mail'
import { formatTable } from '@larder/serve'
import { withDatabase } from '../database/open-database.js'
import { readConfig } from '../settings/read-config.js'

/** Prints the newest mails of the outbox. */
export async function printMails(status: MailStatus | undefined, limit: number, json = false): Promise<void> {
  const mails = await withOutbox((db) => listMails(db, { status, limit }))
  if (json) return printJson(mails)
  console.log(
    formatTable([
      ['ID', 'STATUS', 'WRITTEN', 'ATTEMPTS', 'TO', 'SUBJECT', 'PROBLEM'],
      ...mails.map((mail) => [
        mail.id,
        mail.status,
        mail.createdAt.toISOString(),
        mail.attempts,
        shortList(mail.recipients),
        oneLine(mail.subject),
        oneLine(mail.problem ?? '')
      ])
    ])
  )
}

/**
 * Prints one mail with what it says.
 *
 * @throws MAIL_ERR_UNKNOWN
 */
export async function printMail(id: string, json = false): Promise<void> {
  const { message: kept, ...mail } = await withOutbox((db) => findMail(db, id))
  // A link that opens an account is for its owner alone, also while the mail waits.
  const message = mail.secret ? null : kept
  // Whole files are not for a terminal.
  const attachments = message?.attachments.map(({ content, ...file }) => ({
    ...file,
    bytes: Buffer.byteLength(content, 'base64')
  }))
  if (json) return printJson({ ...mail, message: message && { ...message, attachments } })
  console.log(formatTable(rowsOf(mail)))
  console.log(`\n${message?.text ?? 'What it says is secret.'}`)
  for (const { filename, bytes } of attachments ?? []) console.log(`Attached: ${filename}, ${bytes} bytes`)
}

/** Has mails tried anew, at once. */
export async function retryMails(ids: string[]): Promise<void> {
  await withOutbox(async (db) => {
    for (const id of ids) await retryMail(db, id)
  })
  console.log(`Queued: ${ids.length}`)
}

/** Has mails that wait never sent. */
export async function cancelMails(ids: string[]): Promise<void> {
  await withOutbox(async (db) => {
    for (const id of ids) await cancelMail(db, id)
  })
  console.log(`Cancelled: ${ids.length}`)
}

async function withOutbox<Result>(work: (db: PrismaClient) => Promise<Result>): Promise<Result> {
  const { config } = readConfig({ flags: {}, env: process.env })
  return withDatabase(config, work)
}

function rowsOf(mail: Mail): string[][] {
  const rows: [string, string | undefined][] = [
    ['id', mail.id],
    ['status', mail.status],
    ['to', mail.recipients.join(', ')],
    ['not reached', mail.remaining?.join(', ')],
    ['subject', oneLine(mail.subject)],
    ['written', mail.createdAt.toISOString()],
    ['attempts', String(mail.attempts)],
    ['problem', mail.problem ?? undefined],
    ['next attempt', mail.status === 'queued' ? mail.dueAt.toISOString() : undefined],
    ['done', mail.doneAt?.toISOString()]
  ]
  return rows.flatMap(([name, value]) => (value ? [[name, value]] : []))
}

function shortList([first = '', ...others]: string[]): string {
  return others.length > 0 ? `${first} and ${others.length} more` : first
}

function oneLine(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

function printJson(data: unknown): void {
  console.log(JSON.stringify(data, null, 2))
}
