import type { Logger } from 'pino'
import { SERVE_ERR_BOOT, SERVE_ERR_STOPPED } from '../errors.js'
import type { WorkerPlan } from '../messages.js'
import type { ServeConfig } from '../settings/settings.js'
import { closeSockets, type ListeningSocket, openSockets } from '../sockets/listening-sockets.js'
import { MetricsOfWorkers } from './gather-metrics.js'
import { planWorkers } from './plan-workers.js'
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
  readonly #log: Logger
  readonly #workerFile: URL
  #current: Target
  /** What to return to when the workers of a reload do not come up. */
  #previous: Target | undefined
  readonly #workers = new Set<WorkerProcess>()
  readonly #metrics = new MetricsOfWorkers(this.#workers, () => this.wanted)
  #requestsOfTheDead = 0
  #hasServed = false
  /** Workers that died at their start since the last one that came up. */
  #failures = 0
  #pause: NodeJS.Timeout | undefined
  #waiting: { resolve(): void; reject(error: Error): void }[] = []
  #stopped: Promise<void> | undefined
  #whenEmpty = () => {}
  readonly #watch: NodeJS.Timeout
  #drain: NodeJS.Timeout | undefined

  constructor({ config, plan, sockets, log, workerFile = SERVER }: MasterOptions) {
    this.#log = log
    this.#workerFile = workerFile
    this.#current = { config, plan, sockets, wanted: config.workers }
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
   * @throws SERVE_ERR_BOOT when the new ones do not come up, SERVE_ERR_ADDRESS; the old ones go on then
   */
  async reload({ config, plan }: Assignment): Promise<void> {
    if (this.#stopped) throw new SERVE_ERR_STOPPED()
    const sockets = await openSockets(config, this.#current.sockets)
    this.#previous ??= this.#current
    this.#current = { config, plan, sockets, wanted: config.workers }
    for (const worker of this.#workers) this.#outdate(worker)
    this.#retry()
    return this.#complete()
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
    clearTimeout(this.#pause)
    clearInterval(this.#watch)
    if (quick) this.#quit()
    else if (succeeded) this.#endAll()
    else if (first) this.#failReadiness(this.#current.config.drainDelay)
    if (this.#workers.size === 0) this.#whenEmpty()
    this.#settle(new SERVE_ERR_STOPPED())
    return this.#stopped
  }

  #quit(): void {
    clearTimeout(this.#drain)
    for (const worker of this.#workers) worker.quit()
  }

  /** Has the workers say that they are not ready, and ends them when who asks has had the time to hear it. */
  #failReadiness(drainDelay: number): void {
    for (const worker of this.#workers)
      worker.state === 'starting' ? this.#end(worker) : worker.failReadiness()
    if (drainDelay === 0) this.#endAll()
    else this.#drain = setTimeout(() => this.#endAll(), drainDelay * 1_000)
  }

  #endAll(): void {
    for (const worker of this.#workers) this.#end(worker)
  }

  reopenLogs(): void {
    for (const worker of this.#workers) worker.reopenLogs()
  }

  get wanted(): number {
    return this.#current.wanted
  }

  get sockets(): ListeningSocket[] {
    return this.#current.sockets
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
    const taken = this.workers.map(({ number }) => number)
    let number = 1
    while (taken.includes(number)) number++
    const { config, plan, sockets } = this.#current
    const { user, group } = config
    const inherited = sockets.map(({ fd }) => fd)
    const worker = new WorkerProcess(
      { file: this.#workerFile, number, plan, user, group, sockets: inherited },
      this.#events
    )
    if (this.#isServed) worker.yieldToOthers()
    this.#workers.add(worker)
  }

  readonly #events = {
    ready: (worker: WorkerProcess) => {
      this.#log.info(`${nameOf(worker)} serves`)
      this.#hasServed = true
      this.#failures = 0
      this.#manage()
    },
    metrics: (worker: WorkerProcess) => this.#metrics.heardOf(worker),
    gatherMetrics: (worker: WorkerProcess) => this.#metrics.gatherFor(worker),
    maxRequests: (worker: WorkerProcess) => {
      this.#outdate(worker)
      this.#manage()
    },
    stopping: () => this.#manage(),
    exit: (worker: WorkerProcess, how: string) => {
      this.#workers.delete(worker)
      this.#requestsOfTheDead += worker.usage.requests
      this.#metrics.bury(worker)
      if (worker.state === 'stopping') this.#log.info(`${nameOf(worker)} has ended`)
      else this.#log.error(`${nameOf(worker)} died: ${worker.reason ?? how}`)
      if (worker.state === 'starting') this.#backOff(worker.reason, how)
      if (this.#stopped && this.#workers.size === 0) this.#whenEmpty()
      this.#manage()
    }
  }

  /** Has a worker replaced; one that does not serve yet, at once. */
  #outdate(worker: WorkerProcess): void {
    worker.outdated = true
    if (worker.state === 'starting') this.#end(worker)
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
    closeSockets(this.#current.sockets, this.#previous.sockets)
    this.#current = this.#previous
    this.#previous = undefined
    for (const worker of this.#workers) {
      worker.outdated = false
      if (worker.state === 'starting') this.#end(worker)
    }
    this.#settle(new SERVE_ERR_BOOT(reason))
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
    if (error || !this.#previous) return
    closeSockets(this.#previous.sockets, this.#current.sockets)
    this.#previous = undefined
  }
}

const SERVER = new URL('../processes/worker.js', import.meta.url)
/** Seconds that an app gets to close after its last request. */
const CLOSING = 8
const MOST_FAILURES = 5

/** Milliseconds: a fifth of a second after the first failure, doubled after each, half a minute at most. */
function pauseAfter(failures: number): number {
  return Math.min(30_000, 100 * 2 ** failures)
}

function nameOf({ number, pid }: WorkerProcess): string {
  return `worker ${number} (pid ${pid})`
}
