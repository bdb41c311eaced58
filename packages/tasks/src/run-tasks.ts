import { setTimeout as delay } from 'node:timers/promises'
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

/** Runs the tasks that are due, beside all other processes that do. */
export class TaskRunner {
  readonly handlers = new Map<string, Handler>()
  readonly #options: RunnerOptions
  /** The attempts in progress, and what aborts each. */
  readonly #running = new Map<number, { end: Promise<unknown>; breaker: AbortController }>()
  #leases: NodeJS.Timeout | undefined
  #timer: NodeJS.Timeout | undefined
  #look: Promise<void> | undefined
  #looksAt = Number.POSITIVE_INFINITY
  #isLooking = false
  #knowsRepeating = false
  #hasTime = true
  #isAway = false

  constructor(options: RunnerOptions) {
    this.#options = options
  }

  /** Looks for tasks until it is stopped. */
  start(): void {
    const { poll, lease } = this.#options.policy
    this.#isLooking = true
    this.#leases = setInterval(() => this.#keepLeases(), lease / 4).unref()
    this.#lookIn(Math.random() * poll)
  }

  /** Takes no more tasks. Those in progress go on. */
  stop(): void {
    this.#isLooking = false
    clearTimeout(this.#timer)
  }

  /**
   * Stops, and resolves when nothing is in progress. Aborts what takes longer than `closeTimeout`.
   */
  async close(): Promise<void> {
    this.stop()
    const late = setTimeout(() => this.#breakOff(), this.#options.policy.closeTimeout)
    await this.#look
    await Promise.all([...this.#running.values()].map(({ end }) => end))
    clearTimeout(late)
    clearInterval(this.#leases)
  }

  /**
   * Runs everything that is due by then, each task once, one after the other, and what these
   * enqueue.
   */
  async runDue(dueBy: Date): Promise<TaskRun[]> {
    await this.#keepRepeating()
    const runs: TaskRun[] = []
    const tried: number[] = []
    while (true) {
      const [task] = await this.#claim(1, dueBy, tried)
      if (!task) return runs
      tried.push(task.id)
      runs.push(await this.#begin(task, dueBy))
    }
  }

  /** The earliest of all wishes counts. */
  #lookIn(pause: number): void {
    const at = Date.now() + pause
    if (!this.#isLooking || at >= this.#looksAt) return
    clearTimeout(this.#timer)
    this.#looksAt = at
    this.#timer = setTimeout(() => {
      this.#looksAt = Number.POSITIVE_INFINITY
      this.#look ??= this.#takeTasks().finally(() => {
        this.#look = undefined
      })
    }, pause).unref()
  }

  async #takeTasks(): Promise<void> {
    const { concurrency, policy, log } = this.#options
    const free = concurrency - this.#running.size
    let taken = 0
    try {
      if (!this.#knowsRepeating) await this.#keepRepeating()
      const tasks = free > 0 ? await this.#claim(free, new Date(), []) : []
      for (const task of tasks) void this.#begin(task, new Date())
      taken = tasks.length
      this.#isAway = false
    } catch (error) {
      if (!this.#isAway) log.warn(error, 'The tasks cannot be read. They are looked for again.')
      this.#isAway = true
    }
    // Where all hands are full, the first that is free looks again.
    this.#lookIn(taken > 0 && taken === free ? 0 : policy.poll)
  }

  #claim(most: number, dueBy: Date, except: number[]): Promise<ClaimedTask[]> {
    const { db, policy } = this.#options
    const kinds = [...this.handlers.keys()]
    return claimTasks(db, { kinds, except, most, lease: policy.lease, dueBy })
  }

  #begin(task: ClaimedTask, now: Date): Promise<TaskRun> {
    const breaker = new AbortController()
    const end = this.#run(task, breaker, now)
    this.#running.set(task.id, { end, breaker })
    return end
  }

  async #run(task: ClaimedTask, breaker: AbortController, now: Date): Promise<TaskRun> {
    const { kind, dedupeKey: key } = task
    const interval = this.handlers.get(kind)?.interval
    const problem = await this.#attempt(task, breaker)
    const outcome = this.#judge(task, problem, interval)
    const next = interval && new Date(Math.max(Date.now(), now.getTime()) + interval)
    await this.#write(task, (db) =>
      next && outcome.status === 'done' ? repeatTask(db, task, next) : settleTask(db, task, outcome)
    )
    this.#running.delete(task.id)
    this.#lookIn(0)
    return { kind, key, status: outcome.status, problem }
  }

  /** Runs the handler until it ends or takes too long. Returns what went wrong. */
  async #attempt(task: ClaimedTask, breaker: AbortController): Promise<string | undefined> {
    const { log, policy } = this.#options
    const late = setTimeout(() => breaker.abort(new Error('It took too long.')), policy.attempt)
    const { signal } = breaker
    try {
      await Promise.race([this.handlers.get(task.kind)?.run(task, signal), aborted(signal)])
      return undefined
    } catch (error) {
      const { id, kind, attempts } = task
      log.warn({ err: error, task: id, kind, attempts }, 'A task failed.')
      return error instanceof Error ? error.message : String(error)
    } finally {
      clearTimeout(late)
    }
  }

  #judge(task: ClaimedTask, problem: string | undefined, interval: number | undefined): Outcome {
    const { log, policy } = this.#options
    if (problem === undefined) return { status: 'done' }
    if (interval === undefined && isGivenUp(task, policy)) {
      log.error({ task: task.id, kind: task.kind, attempts: task.attempts }, 'A task is given up.')
      return { status: 'failed', problem }
    }
    const pause = Math.min(pauseAfter(task.attempts, policy), interval ?? Number.POSITIVE_INFINITY)
    return { status: 'queued', problem, dueAt: new Date(Date.now() + pause) }
  }

  /** Retries until it is written, or no time is left: an outcome that is lost means another run. */
  async #write(task: ClaimedTask, write: (db: PrismaClient) => Promise<void>): Promise<void> {
    const { db, log } = this.#options
    for (let failures = 0; this.#hasTime || failures === 0; failures++) {
      try {
        return await write(db)
      } catch (error) {
        if (failures === 0) log.error(error, `What became of the task ${task.id} cannot be written.`)
        await delay(WRITE_PAUSE)
      }
    }
  }

  async #keepRepeating(): Promise<void> {
    for (const [kind, { interval }] of this.handlers) {
      if (interval !== undefined) await keepRepeating(this.#options.db, kind, interval)
    }
    this.#knowsRepeating = true
  }

  async #keepLeases(): Promise<void> {
    const { db, policy } = this.#options
    const repeating = [...this.handlers].flatMap(([kind, { interval }]) => (interval ? [kind] : []))
    try {
      if (this.#running.size > 0) await renewLeases(db, [...this.#running.keys()], policy.lease)
      await returnLostTasks(db, policy, repeating)
    } catch {
      // The look for tasks says that the database is away.
    }
  }

  #breakOff(): void {
    this.#hasTime = false
    for (const { breaker } of this.#running.values()) breaker.abort(new Error('The process is ending.'))
  }
}

/** A handler need not listen to the signal. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

/** Milliseconds between two attempts to write what became of a task. */
const WRITE_PAUSE = 500
