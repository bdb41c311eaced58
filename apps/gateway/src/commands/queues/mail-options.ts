import type { MailStatus } from '@larder/mail'
import type { Command } from 'commander'
import { addListOptions, type ListFlags } from './queue-options.js'

/** `gateway mail list`, `show`, `retry` and `cancel`. */
export function addMailCommands(mail: Command): void {
  const list = mail
    .command('list')
    .description('List the newest mails: id, status, recipients, subject, problem.')
  addListOptions(list, STATUSES).action(async (flags: ListFlags<MailStatus>) =>
    (await command()).printMails(flags)
  )
  mail
    .command('show')
    .description('Show one mail and, unless it was secret, what it says.')
    .argument('<id>', 'its id')
    .option('--json', 'as JSON')
    .action(async (id: string, { json }: { json?: boolean }) => (await command()).printMail(id, json))
  mail
    .command('retry')
    .description('Have mails that failed, wait or were cancelled sent at once.')
    .argument('<ids...>', 'their ids')
    .action(async (ids: string[]) => (await command()).retryMails(ids))
  mail
    .command('cancel')
    .description('Have mails that wait never sent.')
    .argument('<ids...>', 'their ids')
    .action(async (ids: string[]) => (await command()).cancelMails(ids))
}

const STATUSES: MailStatus[] = ['queued', 'sending', 'sent', 'failed', 'cancelled']

/** Help is to come at once. */
const command = () => import('./mail-command.js')
