import { addMessages, claimNames } from '@larder/blueprint'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { decodeData } from './enqueue.js'
import { TASKS_ERR_INTERVAL, TASKS_ERR_KIND_TAKEN } from './errors.js'
import { deleteOldTasks } from './manage-tasks.js'
import { RETRY_POLICY, type RetryPolicy } from './retry-policy.js'
import { type Handler, type TaskRun, TaskRunner } from './run-tasks.js'
import { checkName, type TaskKind } from './task-kind.js'

export interface TasksOptions {
  /**
   * Whether this app runs tasks by itself. Tests turn it off and call `app.tasks.runDue()`.
   * @default true
   */
  run?: boolean | undefined
  /** How many tasks this process runs at once. @default 4 */
  concurrency?: number | undefined
  /**
   * Milliseconds after which a task that is done or cancelled is deleted, and its key free again. @default 90
   * days
   */
  keep?: number | undefined
  /** How hard tasks are tried. */
  policy?: Partial<RetryPolicy> | undefined
}

/**
 * Gives the app `app.tasks`, where features register what their tasks do, and runs those that are
 * due.
 *
 * @throws at boot BLUEPRINT_ERR_DECORATION_TAKEN
 */
export default fp(tasks, { name: '@larder/tasks', fastify: '5.x', dependencies: ['@larder/database'] })

async function tasks(app: FastifyInstance, options: TasksOptions) {
  claimNames(app, { plugin: '@larder/tasks', names: ['app.tasks'] })
  addMessages(app, 'tasks', new URL('..', import.meta.url))
  const { run = true, concurrency = 4, keep = 90 * DAY } = options
  const policy = { ...RETRY_POLICY, ...options.policy }
  const runner = new TaskRunner({ db: app.db, log: app.log, policy, concurrency })
  app.decorate('tasks', {
    add: (kind, handle) =>
      register(kind.name, {
        run: async (task, signal) => {
          const { id, dedupeKey: key, attempts } = task
          await handle(decodeData(kind, task.data), { id, key, attempts, signal })
        }
      }),
    every: (name, interval, handle) => {
      if (!(interval > 0)) throw new TASKS_ERR_INTERVAL(name, interval)
      checkName(name, `every:${name}`)
      register(name, { interval, run: (_task, signal) => handle(signal) })
    },
    runDue: (dueBy = new Date()) => runner.runDue(dueBy)
  } satisfies Tasks)
  app.tasks.every('tasks.delete-old', DAY, () => deleteOldTasks(app.db, keep))
  if (run) runWith(app, runner.loop)

  function register(name: string, handler: Handler): void {
    if (runner.handlers.has(name)) throw new TASKS_ERR_KIND_TAKEN(name)
    runner.handlers.set(name, handler)
  }
}

/** Hooks before the close run one by one while the app still answers, so that one does not wait. */
function runWith(app: FastifyInstance, loop: TaskRunner['loop']): void {
  app.addHook('onReady', async () => loop.start())
  app.addHook('preClose', async () => loop.stop())
  app.addHook('onClose', () => loop.close())
}

export interface Tasks {
  /**
   * Says what is done for tasks of a kind: at least once, so the handler bears a second run. It is
   * outside of any transaction. Where it throws, it is tried again, for three days.
   *
   * @throws TASKS_ERR_KIND_TAKEN
   */
  add<Data>(kind: TaskKind<Data>, handle: (data: Data, task: RunningTask) => Promise<void>): void
  /**
   * Does something again and again, in one of the processes at a time: so many milliseconds after
   * it was last done, and the first time at a random moment of the first interval. It is one task
   * that queues itself again; it is never given up.
   *
   * @param name `delivery.make-slots`: the package, and what is done
   * @throws TASKS_ERR_KIND_TAKEN, TASKS_ERR_INTERVAL, TASKS_ERR_NAME
   */
  every(name: string, interval: number, handle: (signal: AbortSignal) => Promise<void>): void
  /**
   * Runs everything that is due, each task once, one after the other, and what these enqueue. For
   * tests, which need not wait then.
   *
   * @param dueBy a later time runs what is due by then
   */
  runDue(dueBy?: Date): Promise<TaskRun[]>
}

export interface RunningTask {
  id: number
  /** The same at every attempt: the idempotency key towards others. */
  key: string
  /** How many times it was tried, this one among them. */
  attempts: number
  /** Aborted when the attempt takes too long, or the process ends. */
  signal: AbortSignal
}

const DAY = 24 * 60 * 60 * 1_000

declare module 'fastify' {
  interface FastifyInstance {
    tasks: Tasks
  }
}

export { type EnqueueOptions, enqueue } from './enqueue.js'
export {
  cancelTask,
  countTasks,
  deleteOldTasks,
  listTasks,
  retryTask,
  type StoredTask,
  type TaskFilter,
  type TaskStatus
} from './manage-tasks.js'
export type { RetryPolicy } from './retry-policy.js'
export type { TaskRun } from './run-tasks.js'
export { type TaskKind, taskKind } from './task-kind.js'
