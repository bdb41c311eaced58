import { type ChildProcess, fork } from 'node:child_process'
import type { ToMaster, ToWorker, Usage, WorkerPlan } from '../messages.js'
import type { Samples } from '../metrics/samples.js'
import { reportToWatch } from '../node-watch.js'
import { lowerPriority } from './processor-share.js'

export interface WorkerOptions {
  /** The program of the worker's process. */
  file: string | URL
  number: number
  plan: WorkerPlan
  /** The account that it has; undefined for the master's. */
  user?: number
  group?: number
  /** Descriptors of the sockets that it accepts from. */
  sockets: number[]
}

/** What the master does when something happens to a worker. */
export interface WorkerEvents {
  ready(worker: WorkerProcess): void
  /** It has sent what it has counted. */
  metrics(worker: WorkerProcess): void
  /** It wants to know what all workers have counted. */
  gatherMetrics(worker: WorkerProcess): void
  /** It wants to be replaced, and serves until it is. */
  maxRequests(worker: WorkerProcess): void
  /** It ends without having been told to. */
  stopping(worker: WorkerProcess): void
  /** It is gone; `how` is for people. */
  exit(worker: WorkerProcess, how: string): void
}

// V8 would let what is new grow to 16 MB before it looks for what is needed no more, and the rest to four times what was
// needed. A worker takes some 70 MB less like this under load, and no more CPU.
const SMALL_HEAP = ['--max-semi-space-size=4', '--heap-growing-percent=20']

// glibc has an arena for each of Node's threads, which keeps what the thread needed once (mallopt(3)): 14 MB less with one for all.
const ONE_ARENA = { MALLOC_ARENA_MAX: '1' }

/** A worker as the master sees it. */
export class WorkerProcess {
  readonly number: number
  readonly started = performance.now()
  state: 'starting' | 'ready' | 'stopping' = 'starting'
  /** Whether a new worker is to take its place. */
  outdated = false
  /** When it last showed that it is not stuck. */
  lastSeen = performance.now()
  /** What it waits for while it starts, for people. */
  awaits = 'its code'
  /** Milliseconds of the processor that it had used when it was last looked at; watched while it starts. */
  processorTime = 0
  /** When it was last told that its start takes long. */
  lastReported = performance.now()
  usage: Usage = { requests: 0, memory: 0 }
  /** What it had counted when it was last asked. */
  samples: Samples = []
  /** Why it could not start, in its own words. */
  reason?: string
  readonly #child: ChildProcess
  #restorePriority = () => {}
  #deadline?: NodeJS.Timeout

  constructor({ file, number, sockets, plan, user: uid, group: gid }: WorkerOptions, events: WorkerEvents) {
    this.number = number
    this.#child = fork(file, {
      execArgv: [...SMALL_HEAP, ...process.execArgv],
      env: { ...ONE_ARENA, ...process.env },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc', ...sockets],
      uid,
      gid
    })
    reportToWatch(this.#child)
    this.#child.on('message', (message: ToMaster) => this.#hear(message, events))
    let failure: Error | undefined
    this.#child.on('error', (error) => {
      failure = error
    })
    // And not 'exit': its last words may still be on their way then, and a process that could not be made has none.
    this.#child.once('close', (code, signal) => {
      clearTimeout(this.#deadline)
      const how = signal ? `killed by ${signal}` : `exit code ${code}`
      events.exit(this, this.pid === undefined && failure ? failure.message : how)
    })
    this.#tell({ type: 'start', plan, number, sockets: sockets.length })
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  /** For people. */
  get name(): string {
    return `worker ${this.number} (pid ${this.pid})`
  }

  /** Has those that serve go first until it does. */
  yieldToOthers(): void {
    if (this.pid !== undefined) this.#restorePriority = lowerPriority(this.pid)
  }

  /** Tells it to fail /readyz while it still serves. */
  failReadiness(): void {
    this.#tell({ type: 'not-ready' })
  }

  /** Has it answer what is in flight, and end, if it does not do so already; kills it after so many milliseconds. */
  stop(patience: number): void {
    if (this.#deadline) return
    // One that has not come so far as to listen to messages has nothing in flight.
    if (this.state === 'starting') this.#child.kill('SIGTERM')
    else this.#tell({ type: 'stop' })
    this.state = 'stopping'
    this.#killAfter(patience)
  }

  /** Has it end at once. */
  quit(): void {
    if (this.state === 'starting') this.kill()
    this.state = 'stopping'
    this.#tell({ type: 'quit' })
    this.#killAfter(QUITTING)
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }

  reopenLogs(): void {
    this.#tell({ type: 'reopen-logs' })
  }

  /** Asks it for what it has counted. */
  askForMetrics(): void {
    this.#tell({ type: 'send-metrics' })
  }

  /** Sends it what all workers have counted. */
  sendMetrics(samples: Samples[]): void {
    this.#tell({ type: 'all-metrics', samples })
  }

  #killAfter(patience: number): void {
    clearTimeout(this.#deadline)
    this.#deadline = setTimeout(() => this.kill(), patience)
  }

  #hear(message: ToMaster, events: WorkerEvents): void {
    this.lastSeen = performance.now()
    if (message.type === 'beat') this.usage = message.usage
    if (message.type === 'metrics') {
      this.samples = message.samples
      events.metrics(this)
    }
    if (message.type === 'awaits') this.awaits = message.what
    if (message.type === 'gather-metrics') events.gatherMetrics(this)
    if (message.type === 'failed') this.reason = message.reason
    if (message.type === 'max-requests') events.maxRequests(this)
    if (message.type === 'ready' && this.state === 'starting') {
      this.state = 'ready'
      this.#restorePriority()
      events.ready(this)
    }
    if (message.type === 'stopping' && this.state === 'ready') {
      this.state = 'stopping'
      events.stopping(this)
    }
  }

  #tell(message: ToWorker): void {
    // Its end, which makes this fail, is heard of elsewhere.
    if (this.#child.connected) this.#child.send(message, () => {})
  }
}

/** Milliseconds for an end at once. */
const QUITTING = 2_000
