import type { ChildProcess } from 'node:child_process'
import pino from 'pino'
import type { Answer, Question } from '../control/control-socket.js'
import type { AppDefinition, JsonObject, Prepared } from '../define-app.js'
import { exitCodeOf, messageOf, SERVE_ERR_RELOAD, SERVE_ERR_STOPPED } from '../errors.js'
import type { AppSource } from '../load-app.js'
import { type Logs, openLogs } from '../logs/log-files.js'
import { type Address, formatAddress } from '../settings/parse-values.js'
import { type Given, NO_SETTINGS, type Reading, readSettings } from '../settings/read-settings.js'
import type { SettingRows } from '../settings/setting-rows.js'
import type { ServeConfig } from '../settings/settings.js'
import { closeSockets, type ListeningSocket, openSockets } from '../sockets/listening-sockets.js'
import { takeSystemdSockets } from '../sockets/systemd-sockets.js'
import type { HandedOver } from './handover.js'
import { type Assignment, Master } from './master.js'
import { createNotifier } from './notify-systemd.js'
import { claimPidFile, type PidFile } from './pid-file.js'
import { listenToSignals, type SignalActions } from './signals.js'
import { type Call, startSuccessor } from './spawn-master.js'
import { statusOf } from './status-of.js'

export interface InstanceOptions {
  app: AppDefinition
  source: AppSource
  given: Given
  reading: Reading<SettingRows>
  call: Call
  /** What its processes are called. */
  title: string
  handedOver: HandedOver
  /** Told what a start that takes long waits for. */
  onDelay(line: string): void
}

export interface Started {
  /** Where it listens, as URLs. */
  addresses: string[]
  /** What the app's `before` has handed to the workers; undefined where it runs in another process. */
  hand?: JsonObject
}

/** This process as an instance: the master with all that it needs, and what can be asked of it. */
export class Instance implements SignalActions {
  readonly #options: InstanceOptions
  #logs: Logs
  readonly #log: pino.Logger
  readonly #notify: ReturnType<typeof createNotifier>
  #pidFile?: PidFile
  #sockets: ListeningSocket[] = []
  #prepared?: Prepared<JsonObject>
  #master?: Master
  #successor?: ChildProcess
  #opening?: Promise<void>
  #preparing?: Promise<void>
  #hasten = () => {}
  /** Resolves when a stop that is to be quick has waited long enough for what the start has begun. */
  readonly #hastened = new Promise<void>((resolve) => {
    this.#hasten = () => setTimeout(resolve, QUITTING)
  })
  #ending?: Promise<void>

  constructor(options: InstanceOptions) {
    const { config } = options.reading
    if (config.umask !== undefined) process.umask(config.umask)
    this.#options = options
    this.#logs = openLogs(config)
    this.#log = pino({ level: config.logLevel }, { write: (line) => this.#logs.error.write(line) })
    this.#notify = createNotifier(this.#log)
  }

  /**
   * Resolves when all workers serve: to the addresses, and to what they were handed.
   *
   * @throws what keeps them from it; nothing is left open then
   */
  async start(): Promise<Started> {
    // Before there is anything that a signal would leave behind.
    listenToSignals(this)
    try {
      await this.#open()
    } catch (error) {
      // Whoever listens to this has the process live on.
      process.off('disconnect', this.#succeed)
      this.#ending ??= this.#close()
      await this.#ending
      throw error
    }
    const addresses = this.#sockets.map(({ address }) => urlOf(address))
    const { app, reading } = this.#options
    const warnings = [...(app.settings?.warnings?.(reading.config) ?? []), ...warnOfRoot(reading.config)]
    for (const warning of warnings) this.#log.warn(warning)
    for (const address of addresses) this.#log.info(`Larder listens on ${address}`)
    if (!this.#predecessorLives) this.#notify(...READY)
    return { addresses, hand: this.#prepared?.hand }
  }

  stop(quick: boolean): void {
    const awaited = this.#master ? 'the requests in flight are answered' : 'what the app prepares is done'
    this.#log.info(quick ? 'stops at once' : `stops when ${awaited}`)
    if (quick) this.#hasten()
    this.#master?.stop(quick, this.#successor !== undefined)
    this.#end(0)
  }

  reload(): void {
    this.#withMaster(() => this.#reload().catch((error) => this.#log.error(error.message)))
  }

  scaleBy(step: 1 | -1): void {
    this.#withMaster((master) => this.#scale(master, Math.max(1, master.wanted + step)))
  }

  reopenLogs(): void {
    // The master first: its account may make the files that the workers' account may only open.
    this.#logs.reopen()
    this.#master?.reopenLogs()
    this.#log.info('logs reopened')
  }

  upgrade(): void {
    if (this.#successor) {
      this.#log.warn('A successor is here already: end it, or end this master')
      return
    }
    this.#withMaster((master) =>
      this.#startSuccessor(master).then(
        ({ pid }) => this.#log.info(`The successor (pid ${pid}) serves beside this master, which TERM ends.`),
        (error) => this.#log.error(`No successor: ${error.message}`)
      )
    )
  }

  retire(): void {
    // In the foreground it says that the terminal's window has changed its size.
    if (this.#options.handedOver.daemon) this.#withMaster((master) => this.#scale(master, 0))
  }

  /** Does what only a master can that has workers. */
  #withMaster(act: (master: Master) => void): void {
    if (this.#master) act(this.#master)
    else this.#log.warn(STARTING)
  }

  async #startSuccessor({ sockets }: Master): Promise<{ pid: number }> {
    const { call, handedOver } = this.#options
    const { child, up } = startSuccessor(call, sockets, handedOver.daemon, (line) => this.#log.info(line))
    this.#successor = child
    child.once('close', () => {
      this.#successor = undefined
    })
    return up
  }

  async #open(): Promise<void> {
    const { reading, handedOver, onDelay } = this.#options
    this.#opening = this.#openSockets()
    await this.#opening
    this.#preparing = this.#prepare()
    await this.#preparing
    if (this.#ending) throw new SERVE_ERR_STOPPED()
    this.#master = new Master({ ...this.#assign(reading), sockets: this.#sockets, log: this.#log })
    this.#master.onDelay = onDelay
    if (handedOver.successor) process.connected ? process.once('disconnect', this.#succeed) : this.#succeed()
    await this.#master.start()
    this.#master.onGiveUp = (error) => {
      this.#log.fatal(error.message)
      this.#end(exitCodeOf(error))
    }
  }

  async #openSockets(): Promise<void> {
    const { reading, call, title, handedOver } = this.#options
    const { config } = reading
    if (config.pid) {
      this.#pidFile = await claimPidFile(
        { wanted: config.pid, command: call.command, successor: handedOver.successor },
        (question) => this.#answer(question)
      )
    }
    this.#sockets = await openSockets(config, [...handedOver.sockets, ...takeSystemdSockets()])
    process.title = `${title}: master [${this.#sockets.map(({ address }) => formatAddress(address)).join(', ')}]`
  }

  async #prepare(): Promise<void> {
    const { app, reading } = this.#options
    try {
      if (!this.#ending) this.#prepared = await app.before?.(reading.config, this.#log)
    } catch (error) {
      if (!this.#ending) throw error
      this.#log.warn(messageOf(error))
    }
  }

  #assign({ config, texts }: Reading<SettingRows>): Assignment {
    const { source, title } = this.#options
    return { config, plan: { app: source, texts: [...texts], hand: this.#prepared?.hand ?? {}, title } }
  }

  async #answer(question: Question): Promise<Answer> {
    const master = this.#master
    if (question.verb === 'stop') this.stop(false)
    else if (!master) return { error: STARTING }
    else if (question.verb === 'reload') await this.#reload()
    else if (question.verb === 'scale') {
      this.#log.info(`${question.workers} workers wanted`)
      await master.scale(question.workers)
    }
    return { status: statusOf(master ?? this.#withoutWorkers) }
  }

  /** What there is of a master that is still starting. */
  get #withoutWorkers() {
    const { config } = this.#options.reading
    return { workers: [], sockets: this.#sockets, requests: 0, wanted: config.workers }
  }

  async #reload(): Promise<void> {
    this.#notify('RELOADING=1')
    try {
      const { app, given } = this.#options
      const reading = readSettings(app.settings ?? NO_SETTINGS, given)
      const { config } = reading
      if (config.umask !== undefined) process.umask(config.umask)
      const before = this.#logs
      this.#logs = openLogs(config)
      before.close()
      this.#log.level = config.logLevel
      await this.#master?.reload(this.#assign(reading))
    } catch (error) {
      throw new SERVE_ERR_RELOAD(messageOf(error))
    } finally {
      this.#notify(...READY)
    }
    this.#log.info('reloaded')
  }

  #scale(master: Master, wanted: number): void {
    this.#log.info(`${wanted} workers wanted`)
    // What keeps workers from coming up is logged where it is noticed.
    master.scale(wanted).catch(() => {})
  }

  /** Whether the master that started this one is still there. */
  get #predecessorLives(): boolean {
    return this.#options.handedOver.successor && process.connected
  }

  /** Takes the place of the master that started this one. */
  readonly #succeed = (): void => {
    // What only the other has served.
    closeSockets(this.#options.handedOver.sockets, this.#sockets)
    this.#pidFile?.promote()
    this.#notify(...READY)
    this.#log.info('the master before this one has ended')
  }

  #end(exitCode: number): void {
    this.#ending ??= this.#close().then(() => process.exit(exitCode))
  }

  async #close(): Promise<void> {
    await this.#endOf(this.#opening)
    if (!this.#successor && !this.#predecessorLives) this.#notify('STOPPING=1')
    const stopped = this.#master?.stop()
    // Of sockets that another master goes on with, nothing is closed, and no file removed. Others are closed while the
    // workers still accept: a connection that comes after them would wait for an answer that nobody gives.
    await this.#master?.ending
    if (!this.#successor && !this.#predecessorLives) closeSockets(this.#master?.sockets ?? this.#sockets)
    await stopped
    // What the app does before its workers, a migration say, is not cut in half.
    await this.#endOf(this.#preparing)
    await this.#prepared?.release?.()
    this.#pidFile?.remove()
    if (this.#master) this.#log.info('ended')
  }

  /** Resolves when a step of the start has come to its end, well or not, or when a stop is too quick for that. */
  async #endOf(step?: Promise<void>): Promise<void> {
    await Promise.race([Promise.allSettled([step]), this.#hastened])
  }
}

const STARTING = 'It is still starting.'

/** Milliseconds that what a start has begun gets for an end at once. */
const QUITTING = 2_000

/** This process is the service's main one, and all its workers serve. */
const READY = ['READY=1', `MAINPID=${process.pid}`]

/** A process has no rights that it does not need. */
function warnOfRoot({ user }: ServeConfig): string[] {
  if (process.getuid?.() !== 0 || user) return []
  return ['The workers run as root: --user and --group give them an account without rights.']
}

function urlOf(address: Address): string {
  return 'path' in address ? formatAddress(address) : `http://${formatAddress(address)}`
}
