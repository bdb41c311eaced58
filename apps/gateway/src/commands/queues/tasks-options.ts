import type { TaskStatus } from '@larder/tasks'
import { type Command, InvalidArgumentError } from 'commander'
import { addListOptions } from './queue-options.js'
import type { TasksFlags } from './tasks-command.js'

/** `gateway tasks list`, `retry` and `cancel`. */
export function addTasksCommands(tasks: Command): void {
  const list = tasks
    .command('list')
    .description('List the newest tasks: id, status, when they are due, attempts, kind, key, problem.')
  addListOptions(list, STATUSES)
    .option('-k, --kind <kind>', 'those alone: orders.expire')
    .action(async (flags: TasksFlags) => (await command()).printTasks(flags))
  tasks
    .command('retry')
    .description('Have tasks that failed, wait or were cancelled done at once.')
    .argument('<ids...>', 'their ids', parseIds)
    .action(async (ids: number[]) => (await command()).retryTasks(ids))
  tasks
    .command('cancel')
    .description('Have tasks that wait or failed never done.')
    .argument('<ids...>', 'their ids', parseIds)
    .action(async (ids: number[]) => (await command()).cancelTasks(ids))
}

const STATUSES: TaskStatus[] = ['queued', 'running', 'done', 'failed', 'cancelled']

/** Help is to come at once. */
const command = () => import('./tasks-command.js')

function parseIds(text: string, before: number[] = []): number[] {
  const id = Number(text)
  if (/^[1-9]\d{0,9}$/.test(text) && id <= LARGEST_ID) return [...before, id]
  throw new InvalidArgumentError('Write the numbers that "gateway tasks list" shows.')
}

const LARGEST_ID = 2 ** 31 - 1
