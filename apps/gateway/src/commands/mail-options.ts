import type { MailStatus } from '@larder/mail'
import { type Command, InvalidArgumentError, Option } from 'commander'

/** `gateway mail list`, `show`, `retry` and `cancel`. */
export function addMailCommands(mail: Command): void {
  mail
    .command('list')
    .description('List the newest mails: id, status, recipients, subject, problem.')
    .addOption(new Option('-s, --status <status>', 'those alone').choices(STATUSES))
    .option('-n, --limit <number>', 'so many at most', parseLimit, 50)
    .option('--json', 'as JSON')
    .action(async ({ status, limit, json }: { status?: MailStatus; limit: number; json?: boolean }) =>
      (await command()).printMails(status, limit, json)
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

function parseLimit(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Write a number from 1 to 99999.')
}
