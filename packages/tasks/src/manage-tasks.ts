import type { Database, Prisma } from '@larder/database'
import { TASKS_ERR_STATUS, TASKS_ERR_UNKNOWN } from './errors.js'

export type TaskStatus = 'queued' | 'running' | 'done' | 'failed' | 'cancelled'

/** A task as the table knows it, without its data. */
export interface StoredTask {
  id: number
  kind: string
  /** Its key, which no other task has. */
  dedupeKey: string
  status: TaskStatus
  attempts: number
  /** What went wrong last. */
  problem: string | null
  /** When it was first due. */
  wantedAt: Date
  /** When it is tried next; while it runs, when another process may take it over. */
  dueAt: Date
  doneAt: Date | null
}

export interface TaskFilter {
  status?: TaskStatus
  kind?: string
  /** How many at most. @default 50 */
  limit?: number
  /** Only older ones than the task with this id. */
  after?: number
  /** Only newer ones, those that are next to it. */
  before?: number
}

/** The newest tasks first. */
export function listTasks(
  db: Database,
  { status, kind, limit = 50, after, before }: TaskFilter = {}
): Promise<StoredTask[]> {
  // Not by a cursor: the row may have been deleted meanwhile.
  return db.task.findMany({
    where: { status, kind, id: { lt: after, gt: before } },
    orderBy: { id: 'desc' },
    take: before === undefined ? limit : -limit,
    select: COLUMNS
  })
}

/**
 * Queues a task that waits, was given up or cancelled, to be tried at once and as if for the first time.
 *
 * @throws TASKS_ERR_UNKNOWN, TASKS_ERR_STATUS where it is running or done
 */
export async function retryTask(db: Database, id: number): Promise<void> {
  const now = new Date()
  const { count } = await db.task.updateMany({
    where: { id, status: { in: ['queued', 'failed', 'cancelled'] } },
    data: { status: 'queued', attempts: 0, wantedAt: now, dueAt: now, doneAt: null }
  })
  if (count === 0) await refuse(db, id, 'retried')
}

/**
 * Ends a task that waits or was given up. Until it is deleted as those that are done, it keeps its
 * key, so that the work is not queued again, and can be tried after all.
 *
 * @throws TASKS_ERR_UNKNOWN, TASKS_ERR_STATUS where it is running, done or cancelled
 */
export async function cancelTask(db: Database, id: number): Promise<void> {
  const { count } = await db.task.updateMany({
    where: { id, status: { in: ['queued', 'failed'] } },
    data: { status: 'cancelled', doneAt: new Date() }
  })
  if (count === 0) await refuse(db, id, 'cancelled')
}

/** @throws TASKS_ERR_UNKNOWN */
export async function findTask(db: Database, id: number): Promise<StoredTask> {
  const task = await db.task.findUnique({ where: { id }, select: COLUMNS })
  if (!task) throw new TASKS_ERR_UNKNOWN(id)
  return task
}

async function refuse(db: Database, id: number, wish: string): Promise<never> {
  const { status } = await findTask(db, id)
  throw new TASKS_ERR_STATUS(id, wish, status)
}

/**
 * For metrics and the staff's page: how many tasks are due or running, how many seconds ago the
 * oldest of them was first due, and how many were given up.
 */
export async function countTasks(db: Database): Promise<{ waiting: number; oldest: number; failed: number }> {
  const now = new Date()
  const { _count: waiting, _min } = await db.task.aggregate({
    where: { status: { in: ['queued', 'running'] }, wantedAt: { lte: now } },
    _count: true,
    _min: { wantedAt: true }
  })
  const failed = await db.task.count({ where: { status: 'failed' } })
  const oldest = (now.getTime() - (_min.wantedAt ?? now).getTime()) / 1_000
  return { waiting, oldest, failed }
}

/** Deletes the tasks that were done or cancelled longer ago than so many milliseconds, and frees their keys. */
export async function deleteOldTasks(db: Database, age: number): Promise<void> {
  const doneAt = { lt: new Date(Date.now() - age) }
  const where: Prisma.TaskWhereInput = { status: { in: ['done', 'cancelled'] }, doneAt }
  while ((await db.task.deleteMany({ where, limit: AT_ONCE })).count === AT_ONCE);
}

const AT_ONCE = 1_000

const COLUMNS = {
  id: true,
  kind: true,
  dedupeKey: true,
  status: true,
  attempts: true,
  problem: true,
  wantedAt: true,
  dueAt: true,
  doneAt: true
} as const
