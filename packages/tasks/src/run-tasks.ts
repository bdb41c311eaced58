import type { PrismaClient } from '@larder/database'
import type { FastifyBaseLogger } from 'fastify'
import {
  type ClaimedTask,
  claimTasks,
  keepRepeating,
  type Outcome,
  renewLeases,
  repeatTask,
  returnLostTasks,
  settleTask
} from './queue.js'
import { isGivenUp, pauseAfter, type RetryPolicy } from './retry-policy.js'
import { traceTask } from './trace-task.js'
import { type SharedWork, WorkLoop } from './work-loop.js'

export interface RunnerOptions {
  db: PrismaClient
  log: FastifyBaseLogger
  policy: RetryPolicy
  /** How many tasks at once. */
  concurrency: number
}

export interface Handler {
  run(task: ClaimedTask, signal: AbortSignal): Promise<void>
  /** Milliseconds between two times of a task that repeats. */
  interval?: number
}

/** What became of a task. */
export interface TaskRun {
  kind: string
  key: string
  /** `queued` is to be tried again. */
  status: Outcome['status']
  problem?: string
}

/** Runs tasks by the handlers of their kinds. */
export class TaskRunner implements SharedWork<ClaimedTask, Outcome> {
  readonly name = 'queue of tasks'
  readonly handlers = new Map<string, Handler>()
  readonly loop: WorkLoop<ClaimedTask, Outcome>
  readonly #options: RunnerOptions
  #knowsRepeating = false

  constructor(options: RunnerOptions) {
    this.#options = options
    this.loop = new WorkLoop(this, options.policy, options.log)
  }

  /**
   * Runs everything that is due by then, each task once, one after the other, and what these
   * enqueue.
   */
  async runDue(dueBy: Date): Promise<TaskRun[]> {
    this.#knowsRepeating = false
    const runs: TaskRun[] = []
    const tried: number[] = []
    while (true) {
      const [task] = await this.#claim(1, dueBy, tried)
      if (!task) return runs
      tried.push(task.id)
      const { status, problem } = await this.loop.begin(task)
      runs.push({ kind: task.kind, key: task.dedupeKey, status, problem })
    }
  }

  capacity(running: number): number {
    return this.#options.concurrency - running
  }

  claim(most: number): Promise<ClaimedTask[]> {
    return this.#claim(most, new Date(), [])
  }

  renewLeases(ids: number[]): Promise<void> {
    const { db, policy } = this.#options
    return renewLeases(db, ids, policy.lease)
  }

  returnLost(own: number[]): Promise<void> {
    const { db, policy } = this.#options
    const repeating = [...this.handlers].flatMap(([kind, { interval }]) => (interval ? [kind] : []))
    return returnLostTasks(db, { giveUp: policy.giveUp, repeating, own })
  }

  async attempt(task: ClaimedTask, signal: AbortSignal): Promise<Outcome> {
    await traceTask(task, async () => this.handlers.get(task.kind)?.run(task, signal))
    return { status: 'done' }
  }

  judge(task: ClaimedTask, error: unknown): Outcome {
    const { log, policy } = this.#options
    const { id, kind, attempts } = task
    const interval = this.handlers.get(kind)?.interval
    const problem = error instanceof Error ? error.message : String(error)
    if (interval === undefined && isGivenUp(task, policy)) {
      log.error({ err: error, task: id, kind, attempts }, 'A task failed, and is given up.')
      return { status: 'failed', problem }
    }
    log.warn({ err: error, task: id, kind, attempts }, 'A task failed. It is tried again.')
    const pause = Math.min(pauseAfter(attempts, policy), interval ?? Number.POSITIVE_INFINITY)
    return { status: 'queued', problem, dueAt: new Date(Date.now() + pause) }
  }

  async settle(task: ClaimedTask, outcome: Outcome): Promise<void> {
    const { db } = this.#options
    const interval = this.handlers.get(task.kind)?.interval
    if (interval === undefined || outcome.status !== 'done') return settleTask(db, task, outcome)
    await repeatTask(db, task, new Date(Math.max(Date.now(), task.dueAt.getTime()) + interval))
  }

  async #claim(most: number, dueBy: Date, except: number[]): Promise<ClaimedTask[]> {
    const { db, policy } = this.#options
    if (!this.#knowsRepeating) await this.#keepRepeating()
    const kinds = [...this.handlers.keys()]
    return claimTasks(db, { kinds, except, most, lease: policy.lease, dueBy })
  }

  async #keepRepeating(): Promise<void> {
    for (const [kind, { interval }] of this.handlers) {
      if (interval !== undefined) await keepRepeating(this.#options.db, kind, interval)
    }
    this.#knowsRepeating = true
  }
}
