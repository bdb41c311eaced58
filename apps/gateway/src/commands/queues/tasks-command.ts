import { cancelTask, listTasks, retryTask, type TaskStatus } from '@larder/tasks'
import { withShopDatabase } from '../../database/open-database.js'
import { oneLine, printJson, printTable } from '../print-table.js'
import type { ListFlags } from './queue-options.js'

export interface TasksFlags extends ListFlags<TaskStatus> {
  kind?: string
}

/** Prints the newest tasks. */
export async function printTasks({ json, ...which }: TasksFlags): Promise<void> {
  const tasks = await withShopDatabase((db) => listTasks(db, which))
  if (json) return printJson(tasks)
  printTable([
    ['ID', 'STATUS', 'DUE', 'ATTEMPTS', 'KIND', 'KEY', 'PROBLEM'],
    ...tasks.map((task) => [
      task.id,
      task.status,
      task.dueAt.toISOString(),
      task.attempts,
      task.kind,
      task.dedupeKey,
      oneLine(task.problem ?? '')
    ])
  ])
}

/** Has tasks tried anew, at once. */
export async function retryTasks(ids: number[]): Promise<void> {
  await withShopDatabase(async (db) => {
    for (const id of ids) await retryTask(db, id)
  })
  console.log(`Queued: ${ids.length}`)
}

/** Has tasks that wait or failed never done. */
export async function cancelTasks(ids: number[]): Promise<void> {
  await withShopDatabase(async (db) => {
    for (const id of ids) await cancelTask(db, id)
  })
  console.log(`Cancelled: ${ids.length}`)
}
