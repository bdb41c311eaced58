import { cancelMail, findMail, listMails, type Mail, type MailStatus, retryMail } from '@larder/mail'
import { withShopDatabase } from '../../database/open-database.js'
import { oneLine, printJson, printTable } from '../print-table.js'
import type { ListFlags } from './queue-options.js'

/** Prints the newest mails of the outbox. */
export async function printMails({ json, ...which }: ListFlags<MailStatus>): Promise<void> {
  const mails = await withShopDatabase((db) => listMails(db, which))
  if (json) return printJson(mails)
  printTable([
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
}

/**
 * Prints one mail with what it says.
 *
 * @throws MAIL_ERR_UNKNOWN
 */
export async function printMail(id: string, json = false): Promise<void> {
  const { message: kept, ...mail } = await withShopDatabase((db) => findMail(db, id))
  // A link that opens an account is for its owner alone, also while the mail waits.
  const message = mail.secret ? null : kept
  // Whole files are not for a terminal.
  const attachments = message?.attachments.map(({ content, ...file }) => ({
    ...file,
    bytes: Buffer.byteLength(content, 'base64')
  }))
  if (json) return printJson({ ...mail, message: message && { ...message, attachments } })
  printTable(rowsOf(mail))
  console.log(`\n${message?.text ?? 'What it says is secret.'}`)
  for (const { filename, bytes } of attachments ?? []) console.log(`Attached: ${filename}, ${bytes} bytes`)
}

/** Has mails tried anew, at once. */
export async function retryMails(ids: string[]): Promise<void> {
  await withShopDatabase(async (db) => {
    for (const id of ids) await retryMail(db, id)
  })
  console.log(`Queued: ${ids.length}`)
}

/** Has mails that wait never sent. */
export async function cancelMails(ids: string[]): Promise<void> {
  await withShopDatabase(async (db) => {
    for (const id of ids) await cancelMail(db, id)
  })
  console.log(`Cancelled: ${ids.length}`)
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
