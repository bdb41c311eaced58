import { type Command, InvalidArgumentError, Option } from 'commander'

/** What `gateway mail list` and `gateway tasks list` are given alike. */
export interface ListFlags<Status extends string> {
  status?: Status
  limit: number
  json?: boolean
}

/** Adds these options to the verb `list` of a queue. */
export function addListOptions(list: Command, statuses: readonly string[]): Command {
  return list
    .addOption(new Option('-s, --status <status>', 'those alone').choices(statuses))
    .option('-n, --limit <number>', 'so many at most', parseLimit, 50)
    .option('--json', 'as JSON')
}

function parseLimit(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Write a number from 1 to 99999.')
}
