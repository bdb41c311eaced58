import type { Logger } from 'pino'
import { messageOf, SERVE_ERR_BOOT, SERVE_ERR_STOPPED } from '../errors.js'
import type { WorkerPlan } from '../messages.js'
import type { ServeConfig } from '../settings/settings.js'
import { BoundSockets } from '../sockets/bound-sockets.js'
import type { ListeningSocket } from '../sockets/listening-sockets.js'
import { MetricsOfWorkers } from './gather-metrics.js'
import { freeNumber, pauseAfter, planWorkers } from './plan-workers.js'
import { killStuckWorkers } from './stuck-workers.js'
import { WorkerProcess } from './worker-process.js'

/** What workers are to do, and how many of them. */
export interface Assignment {
  config: ServeConfig
  plan: WorkerPlan
}

export interface MasterOptions extends Assignment {
  sockets: ListeningSocket[]
  log: Logger
  /** The program of a worker's process. @default the app's server */
  workerFile?: URL
}

interface Target extends Assignment {
  sockets: ListeningSocket[]
  wanted: number
}

/**
 * The arbiter, as gunicorn calls it: it keeps as many workers as are wanted on the same sockets, and serves nothing
 * itself. Whatever happens changes what is known of the workers; `#manage` then does what follows from that.
 */
export class Master {
  /** Told when no worker serves any more and none comes up. */
  onGiveUp = (_error: Error) => {}
  /** Told what a start that takes long waits for, for people. */
  onDelay = (_line: string) => {}
  /** Resolves when a stop has told the workers to end: nobody accepts from then on. */
  readonly ending: Promise<void>
  readonly #log: Logger
  readonly #workerFile: URL
  #current: Target
  /** What to return to when the workers of a reload do not come up. */
  #previous: Target | undefined
  readonly #sockets: BoundSockets
  readonly #workers = new Set<WorkerProcess>()
  /** What each worker was forked for; one that has answered as many requests as it should is fit for none. */
  readonly #targets = new WeakMap<WorkerProcess, Target>()
  readonly #metrics = new MetricsOfWorkers(this.#workers, () => this.wanted)
  #requestsOfTheDead = 0
  #hasServed = false
  /** Workers that died at their start since the last one that came up. */
  #failures = 0
  #pause: NodeJS.Timeout | undefined
  #waiting: { resolve(): void; reject(error: Error): void }[] = []
  #stopped: Promise<void> | undefined
  #whenEmpty = () => {}
  #whenEnding = () => {}
  readonly #watch: NodeJS.Timeout
  #drain: NodeJS.Timeout | undefined

  constructor({ config, plan, sockets, log, workerFile = SERVER }: MasterOptions) {
    this.#log = log
    this.#workerFile = workerFile
    this.#current = { config, plan, sockets, wanted: config.workers }
    this.#sockets = new BoundSockets(sockets)
    this.ending = new Promise((resolve) => {
      this.#whenEnding = resolve
    })
    this.#watch = killStuckWorkers(
      this.#workers,
      log,
      () => this.#current.config.timeout,
      (line) => {
        log.info(line)
        this.onDelay(line)
      }
    )
  }

  /**
   * Resolves when all workers serve.
   *
   * @throws SERVE_ERR_BOOT when they do not come up; none is left then
   */
  start(): Promise<void> {
    return this.#complete()
  }

  /**
   * Replaces all workers by new ones, which load the code anew. An old one stops when a new one has taken its place.
   *
   * @throws SERVE_ERR_BOOT when the new ones do not come up, SERVE_ERR_ADDRESS; the old ones go on then; SERVE_ERR_STOPPED
   */
  async reload({ config, plan }: Assignment): Promise<void> {
    await this.#sockets.open(config, (sockets) => {
      this.#previous ??= this.#current
      this.#aimAt({ config, plan, sockets, wanted: config.workers })
    })
    this.#retry()
    return this.#complete()
  }

  /** Has the workers of any other target replaced; those that do not serve yet end at once. */
  #aimAt(target: Target): void {
    this.#current = target
    for (const worker of this.#workers) {
      worker.outdated = this.#targets.get(worker) !== target
      if (worker.outdated && worker.state === 'starting') this.#end(worker)
    }
  }

  /** Ends a reload: only what may still be needed stays bound. */
  #closeOthers(): void {
    this.#previous = undefined
    this.#sockets.closeBut(() => [...this.#current.sockets, ...(this.#previous?.sockets ?? [])])
  }

  /** Changes the number of workers; resolves when all that are wanted serve. */
  scale(wanted: number): Promise<void> {
    this.#current.wanted = wanted
    this.#retry()
    return this.#complete()
  }

  /**
   * Ends all workers, gracefully or at once, and resolves when they are gone. What began gracefully may be hastened.
   *
   * @param succeeded whether another master goes on with the sockets, so that no balancer has to notice
   */
  stop(quick = false, succeeded = false): Promise<void> {
    const first = !this.#stopped
    this.#stopped ??= new Promise<void>((resolve) => {
      this.#whenEmpty = resolve
    })
    this.#sockets.fix()
    clearTimeout(this.#pause)
    clearInterval(this.#watch)
    if (quick) this.#endAll((worker) => worker.quit())
    else if (succeeded || this.#workers.size === 0) this.#endAll()
    else if (first) this.#failReadiness(this.#current.config.drainDelay)
    this.#settle(new SERVE_ERR_STOPPED())
    return this.#stopped
  }

  /** Has the workers say that they are not ready, and ends them when who asks has had the time to hear it. */
  #failReadiness(drainDelay: number): void {
    for (const worker of this.#workers)
      worker.state === 'starting' ? this.#end(worker) : worker.failReadiness()
    if (drainDelay === 0) this.#endAll()
    else this.#drain = setTimeout(() => this.#endAll(), drainDelay * 1_000)
  }

  #endAll(end = (worker: WorkerProcess) => this.#end(worker)): void {
    clearTimeout(this.#drain)
    for (const worker of this.#workers) end(worker)
    this.#whenEnding()
    if (this.#workers.size === 0) this.#whenEmpty()
  }

  reopenLogs(): void {
    for (const worker of this.#workers) worker.reopenLogs()
  }

  get wanted(): number {
    return this.#current.wanted
  }

  /** All that are bound. */
  get sockets(): ListeningSocket[] {
    return this.#sockets.all
  }

  get workers(): WorkerProcess[] {
    return [...this.#workers]
  }

  get #isServed(): boolean {
    return this.workers.some(({ state }) => state === 'ready')
  }

  /** Answered since the master's start. */
  get requests(): number {
    return this.workers.reduce((sum, { usage }) => sum + usage.requests, this.#requestsOfTheDead)
  }

  /** Forks one that is missing, and stops what is too much. */
  #manage(): void {
    if (this.#stopped) return
    const { lacking, surplus, complete } = planWorkers(this.workers, this.#current.wanted)
    if (lacking && !this.#pause) this.#fork()
    for (const worker of surplus) this.#end(worker)
    if (complete) this.#settle()
  }

  #fork(): void {
    const number = freeNumber(this.workers)
    const target = this.#current
    const { user, group } = target.config
    const sockets = target.sockets.map(({ fd }) => fd)
    const options = { file: this.#workerFile, number, plan: target.plan, user, group, sockets }
    try {
      const worker = new WorkerProcess(options, this.#events)
      if (this.#isServed) worker.yieldToOthers()
      this.#workers.add(worker)
      this.#targets.set(worker, target)
    } catch (error) {
      // Some of what keeps the system from making a process is thrown (ENOMEM); the rest (EAGAIN) is heard of at its end.
      this.#log.error(`worker ${number} could not be made: ${messageOf(error)}`)
      this.#backOff(undefined, messageOf(error))
    }
  }

  readonly #events = {
    ready: (worker: WorkerProcess) => {
      this.#log.info(`${worker.name} serves`)
      this.#hasServed = true
      this.#failures = 0
      this.#manage()
    },
    metrics: (worker: WorkerProcess) => this.#metrics.heardOf(worker),
    gatherMetrics: (worker: WorkerProcess) => this.#metrics.gatherFor(worker),
    maxRequests: (worker: WorkerProcess) => {
      this.#targets.delete(worker)
      worker.outdated = true
      this.#manage()
    },
    stopping: (worker: WorkerProcess) => {
      this.#end(worker)
      this.#manage()
    },
    exit: (worker: WorkerProcess, how: string) => {
      this.#workers.delete(worker)
      this.#requestsOfTheDead += worker.usage.requests
      this.#metrics.bury(worker)
      if (worker.state === 'stopping') this.#log.info(`${worker.name} has ended`)
      else this.#log.error(`${worker.name} died: ${worker.reason ?? how}`)
      if (worker.state === 'starting') this.#backOff(worker.reason, how)
      if (this.#stopped && this.#workers.size === 0) this.#endAll()
      this.#manage()
    }
  }

  #end(worker: WorkerProcess): void {
    // The worker itself cuts off what is late; this is for one that is stuck.
    worker.stop((this.#current.config.gracefulTimeout + CLOSING) * 1_000)
  }

  /** After a worker has died at its start: what says why would say the same again, the rest may be chance. */
  #backOff(reason: string | undefined, how: string): void {
    if (this.#stopped) return
    this.#failures += 1
    const enough = this.#failures >= MOST_FAILURES
    if (!this.#isServed && (enough || (reason && !this.#hasServed))) this.#giveUp(reason ?? how)
    else if (this.#previous && (enough || reason)) this.#undoReload(reason ?? how)
    else this.#pause ??= setTimeout(() => this.#retry(this.#failures), pauseAfter(this.#failures))
  }

  #retry(failures = 0): void {
    clearTimeout(this.#pause)
    this.#pause = undefined
    this.#failures = failures
    this.#manage()
  }

  #giveUp(reason: string): void {
    const error = new SERVE_ERR_BOOT(reason)
    this.#settle(error)
    this.onGiveUp(error)
    void this.stop(true)
  }

  #undoReload(reason: string): void {
    if (!this.#previous) return
    this.#aimAt(this.#previous)
    this.#closeOthers()
    this.#settle(new SERVE_ERR_BOOT(reason))
    this.#manage()
  }

  /** Resolves when as many workers serve as are wanted. */
  #complete(): Promise<void> {
    const completed = new Promise<void>((resolve, reject) => this.#waiting.push({ resolve, reject }))
    this.#manage()
    return completed
  }

  #settle(error?: Error): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const { resolve, reject } of waiting) error ? reject(error) : resolve()
    if (!error && this.#previous) this.#closeOthers()
  }
}

const SERVER = new URL('../processes/worker.js', import.meta.url)
/** Seconds that an app gets to close after its last request. */
const CLOSING = 8
const MOST_FAILURES = 5
