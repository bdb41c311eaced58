import type { ChildProcess } from 'node:child_process'
import pino from 'pino'
import { holdDatabase } from '../database/hold-database.js'
import type { OpenDatabase } from '../database/open-database.js'
import { exitCodeOf, GATEWAY_ERR_RELOAD } from '../errors.js'
import { warnOfMail } from '../mail/mail-warnings.js'
import { type Logs, openLogs } from '../server/log-files.js'
import { type Given, readConfig, readDatabaseUrl } from '../settings/config.js'
import { type Address, formatAddress } from '../settings/parse-values.js'
import type { Config } from '../settings/settings.js'
import type { Answer, Question } from './control.js'
import type { HandedOver } from './handed-over.js'
import { closeSockets, type ListeningSocket, openSockets } from './listening-sockets.js'
import { Master } from './master.js'
import { claimPidFile, type PidFile } from './pid-file.js'
import { listenToSignals, type SignalActions } from './signals.js'
import { startSuccessor } from './spawn-gateway.js'
import { statusOf } from './status.js'
import { takeSystemdSockets } from './systemd-sockets.js'

export interface GatewayOptions {
  given: Given
  config: Config
  /** The command's arguments, which a successor gets too. */
  args: string[]
  handedOver: HandedOver
  /** Told what a start that takes long waits for. */
  onDelay(line: string): void
}

/** This process as a gateway: the master with all that it needs, and what can be asked of it. */
export class Gateway implements SignalActions {
  readonly #options: GatewayOptions
  #logs: Logs
  readonly #log: pino.Logger
  #pidFile?: PidFile
  #sockets: ListeningSocket[] = []
  #database?: OpenDatabase
  #master?: Master
  #successor?: ChildProcess
  #predecessorLives: boolean
  #ending?: Promise<never>

  constructor(options: GatewayOptions) {
    const { config, handedOver } = options
    if (config.umask !== undefined) process.umask(config.umask)
    this.#options = options
    this.#predecessorLives = handedOver.successor
    this.#logs = openLogs(config)
    this.#log = pino({ level: config.logLevel }, { write: (line) => this.#logs.error.write(line) })
  }

  /**
   * Resolves to the addresses when all workers serve.
   *
   * @throws what keeps them from it; nothing is left open then
   */
  async start(): Promise<string[]> {
    try {
      await this.#open()
    } catch (error) {
      await (this.#ending ?? this.#close())
      throw error
    }
    const addresses = this.#sockets.map(({ address }) => urlOf(address))
    for (const warning of [...warnOfMail(this.#options.config), ...warnOfRoot(this.#options.config)])
      this.#log.warn(warning)
    for (const address of addresses) this.#log.info(`Larder listens on ${address}`)
    return addresses
  }

  stop(quick: boolean): void {
    this.#log.info(quick ? 'stops at once' : 'stops when the requests in flight are answered')
    this.#master?.stop(quick, this.#successor !== undefined)
    this.#end(0)
  }

  reload(): void {
    this.#reload().catch((error) => this.#log.error(error.message))
  }

  scaleBy(step: 1 | -1): void {
    if (this.#master) this.#scale(Math.max(1, this.#master.wanted + step))
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
    const { args, handedOver } = this.#options
    const sockets = this.#master?.sockets ?? []
    const { child, up } = startSuccessor(args, sockets, handedOver.daemon, (line) => this.#log.info(line))
    this.#successor = child
    child.once('close', () => {
      this.#successor = undefined
    })
    up.then(
      ({ pid }) => this.#log.info(`The successor (pid ${pid}) serves beside this master, which TERM ends.`),
      (error) => this.#log.error(`No successor: ${error.message}`)
    )
  }

  retire(): void {
    // In the foreground it says that the terminal's window has changed its size.
    if (this.#options.handedOver.daemon) this.#scale(0)
  }

  async #open(): Promise<void> {
    const { config, given, handedOver } = this.#options
    if (config.pid)
      this.#pidFile = await claimPidFile(config.pid, handedOver.successor, (question) =>
        this.#answer(question)
      )
    this.#sockets = await openSockets(config, [...handedOver.sockets, ...takeSystemdSockets()])
    process.title = `larder-gateway: master [${this.#sockets.map(({ address }) => formatAddress(address)).join(', ')}]`
    this.#database = await holdDatabase(readDatabaseUrl(given.env), config)
    this.#master = new Master({
      config,
      databaseUrl: this.#database.url,
      sockets: this.#sockets,
      log: this.#log
    })
    this.#master.onDelay = this.#options.onDelay
    listenToSignals(this)
    if (handedOver.successor) process.once('disconnect', () => this.#succeed())
    await this.#master.start()
    this.#master.onGiveUp = (error) => {
      this.#log.fatal(error.message)
      this.#end(exitCodeOf(error))
    }
  }

  async #answer(question: Question): Promise<Answer> {
    const master = this.#master
    if (!master) return { error: 'It is still starting.' }
    if (question.verb === 'reload') await this.#reload()
    if (question.verb === 'scale') {
      this.#log.info(`${question.workers} workers wanted`)
      await master.scale(question.workers)
    }
    if (question.verb === 'stop') this.stop(false)
    return { status: statusOf(master) }
  }

  async #reload(): Promise<void> {
    try {
      const { config } = readConfig(this.#options.given)
      if (config.umask !== undefined) process.umask(config.umask)
      const before = this.#logs
      this.#logs = openLogs(config)
      before.close()
      this.#log.level = config.logLevel
      await this.#master?.reload(config)
    } catch (error) {
      throw new GATEWAY_ERR_RELOAD(error instanceof Error ? error.message : String(error))
    }
    this.#log.info('reloaded')
  }

  #scale(wanted: number): void {
    this.#log.info(`${wanted} workers wanted`)
    // What keeps workers from coming up is logged where it is noticed.
    this.#master?.scale(wanted).catch(() => {})
  }

  /** Takes the place of the master that started this one. */
  #succeed(): void {
    this.#predecessorLives = false
    this.#pidFile?.promote()
    this.#log.info('the master before this one has ended')
  }

  #end(exitCode: number): void {
    this.#ending ??= this.#close().then(() => process.exit(exitCode))
  }

  async #close(): Promise<void> {
    const stopped = this.#master?.stop()
    // Of sockets that another master goes on with, nothing is closed, and no file removed. Others are closed while the
    // workers still accept: a connection that comes after them would wait for an answer that nobody gives.
    if (!this.#successor && !this.#predecessorLives) closeSockets(this.#master?.sockets ?? this.#sockets)
    await stopped
    await this.#database?.release()
    this.#pidFile?.remove()
    if (this.#master) this.#log.info('ended')
  }
}

/** A process has no rights that it does not need. */
function warnOfRoot({ user }: Config): string[] {
  if (process.getuid?.() !== 0 || user) return []
  return [
    'The workers run as root. With DATABASE_URL set, --user and --group give them an account without rights.'
  ]
}

function urlOf(address: Address): string {
  return 'path' in address ? formatAddress(address) : `http://${formatAddress(address)}`
}
