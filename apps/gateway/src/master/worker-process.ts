import { type ChildProcess, fork } from 'node:child_process'
import { tellWatcher } from '../node-watch.js'
import type { Figures } from '../server/figures.js'
import type { Config } from '../settings/settings.js'
import type { ToMaster, ToWorker, Vitals } from '../worker/worker-messages.js'
import { lowerPriority } from './processes.js'

export interface WorkerOptions {
  /** The program of the worker's process. */
  file: string | URL
  number: number
  config: Config
  databaseUrl: string
  /** Descriptors of the sockets that it accepts from. */
  sockets: number[]
}

/** What the master does when something happens to a worker. */
export interface WorkerEvents {
  ready(worker: WorkerProcess): void
  /** It has told what it has counted. */
  figures(worker: WorkerProcess): void
  /** It wants to know what all workers have counted. */
  gatherFigures(worker: WorkerProcess): void
  /** It wants to be replaced, and serves until it is. */
  worn(worker: WorkerProcess): void
  /** It ends without having been told to. */
  stopping(worker: WorkerProcess): void
  /** It is gone; `how` is for people. */
  exit(worker: WorkerProcess, how: string): void
}

// In MB. V8 would let what is new grow to 16 before it looks for what is needed no more: a worker takes 10 to 20 MB less
// like this, and no more CPU.
const SMALL_NURSERY = '--max-semi-space-size=2'

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
  vitals: Vitals = { requests: 0, memory: 0 }
  /** What it had counted when it was last asked. */
  figures: Figures = []
  /** Why it could not start, in its own words. */
  reason?: string
  readonly #child: ChildProcess
  #restorePriority = () => {}
  #deadline?: NodeJS.Timeout

  constructor({ file, number, sockets, config, databaseUrl }: WorkerOptions, events: WorkerEvents) {
    this.number = number
    const { user: uid, group: gid } = config
    this.#child = fork(file, {
      execArgv: [SMALL_NURSERY, ...process.execArgv],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc', ...sockets],
      uid,
      gid
    })
    this.#child.on('message', (message: ToMaster) => this.#hear(message, events))
    // A process that could not be made has no exit.
    this.#child.on('error', (error) => this.pid === undefined && events.exit(this, error.message))
    // And not 'exit': its last words may still be on their way then.
    this.#child.once('close', (code, signal) => {
      clearTimeout(this.#deadline)
      events.exit(this, signal ? `killed by ${signal}` : `exit code ${code}`)
    })
    this.#tell({ type: 'start', config, databaseUrl, number, sockets: sockets.length })
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  /** Has those that serve go first until it does. */
  yieldToOthers(): void {
    if (this.pid !== undefined) this.#restorePriority = lowerPriority(this.pid)
  }

  /** Tells it to fail /readyz while it still serves. */
  leave(): void {
    this.#tell({ type: 'leave' })
  }

  /** Has it answer what is in flight, and end; kills it after so many milliseconds. */
  stop(patience: number): void {
    if (this.state === 'stopping') return
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

  /** Has it tell what it has counted. */
  tellFigures(): void {
    this.#tell({ type: 'tell-figures' })
  }

  /** Tells it what all workers have counted. */
  hearFigures(figures: Figures[]): void {
    this.#tell({ type: 'figures-of-all', figures })
  }

  #killAfter(patience: number): void {
    clearTimeout(this.#deadline)
    this.#deadline = setTimeout(() => this.kill(), patience)
  }

  #hear(message: ToMaster, events: WorkerEvents): void {
    this.lastSeen = performance.now()
    tellWatcher(message)
    if (message.type === 'beat') this.vitals = message.vitals
    if (message.type === 'figures') {
      this.figures = message.figures
      events.figures(this)
    }
    if (message.type === 'awaits') this.awaits = message.what
    if (message.type === 'gather-figures') events.gatherFigures(this)
    if (message.type === 'failed') this.reason = message.reason
    if (message.type === 'worn') events.worn(this)
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
