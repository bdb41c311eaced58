import { type Command, InvalidArgumentError } from 'commander'
import type { PaymentsFlags, ReceiptFlags } from './payments-command.js'

/** `gateway payments list`, `record` and `refunded`. */
export function addPaymentsCommands(payments: Command): void {
  payments
    .command('list')
    .description(
      'List what staff have to look at, the newest last: transfers that wait, problems, orders that are paid in part or too much, refunds that failed or are paid back by hand, notifications that nobody could handle.'
    )
    .option('-o, --order <number>', 'all payments of an order')
    .option('-a, --all', 'the latest payments, whatever became of them')
    .option('--json', 'as JSON')
    .action(async (flags: PaymentsFlags) => (await command()).printPayments(flags))
  payments
    .command('record')
    .description('Record that money has arrived for an order, by transfer or at the door.')
    .argument('<number>', 'of the order')
    .argument('<amount>', 'in the currency of the order: 11.56')
    .option('-r, --ref <name>', 'what the bank calls it: the same name is recorded once')
    .option('-m, --method <name>', 'how it arrived (default: as the order is to be paid)')
    .action(async (number: string, amount: string, flags: ReceiptFlags) =>
      (await command()).recordMoney(number, amount, flags)
    )
  payments
    .command('refunded')
    .description('Record that a refund was paid back by hand.')
    .argument('<id>', 'of the refund', parseId)
    .action(async (id: number) => (await command()).recordPaidBack(id))
}

/** Help is to come at once. */
const command = () => import('./payments-command.js')

function parseId(text: string): number {
  const id = Number(text)
  if (/^[1-9]\d{0,9}$/.test(text) && id < 2 ** 31) return id
  throw new InvalidArgumentError('Write the number of a refund that "gateway payments list" shows.')
}
