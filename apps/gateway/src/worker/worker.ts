import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import closeWithGrace from 'close-with-grace'
import type { FastifyInstance } from 'fastify'
import { explainFailure, watchDescriptors } from '../file-descriptors.js'
import { readMailSettings } from '../mail/mail-settings.js'
import { HTTP_OPTIONS } from '../server/http-options.js'
import { type Logs, openLogs } from '../server/log-files.js'
import { createServer as createShop } from '../server/server.js'
import { warmUp } from '../server/warm-up.js'
import { readRedisUrl } from '../settings/config.js'
import type { Config } from '../settings/settings.js'
import { FiguresFromMaster } from './figures-from-master.js'
import { closeGracefully } from './graceful-close.js'
import { BEAT, FIRST_SOCKET, type ToMaster, type ToWorker } from './worker-messages.js'

type Start = Extract<ToWorker, { type: 'start' }>

/** This process as a worker: it serves the shop on the sockets that it inherits, until the master tells it to stop. */
export class Worker {
  readonly #figures = new FiguresFromMaster(() => tell({ type: 'gather-figures' }))
  #logs?: Logs
  #app?: FastifyInstance
  #close?: () => void

  /** Does what the master and signals say from now on. */
  listen(): void {
    process.on('message', (message: ToWorker) => this.#obey(message))
    // The master is gone, without a word.
    process.once('disconnect', () => {
      this.#stop()
      setTimeout(() => process.exit(1), ORPHANS_PATIENCE).unref()
    })
    process.on('SIGTERM', () => this.#stop())
    process.on('SIGQUIT', () => process.exit(0))
    process.on('SIGUSR1', () => this.#logs?.reopen())
    // A terminal sends these to the master too, and it is the master who decides.
    for (const signal of ['SIGINT', 'SIGHUP', 'SIGUSR2', 'SIGWINCH']) process.on(signal, () => {})
  }

  #obey(message: ToWorker): void {
    if (message.type === 'start') this.#start(message).catch(fail)
    if (message.type === 'leave' && this.#app) this.#app.leaving = true
    if (message.type === 'stop') this.#stop()
    if (message.type === 'quit') process.exit(0)
    if (message.type === 'reopen-logs') this.#logs?.reopen()
    if (message.type === 'tell-figures') this.#tellFigures().catch(fail)
    if (message.type === 'figures-of-all') this.#figures.hear(message.figures)
  }

  async #start({ config, databaseUrl, number, sockets }: Start): Promise<void> {
    process.title = `larder-gateway: worker ${number}`
    tell({ type: 'awaits', what: 'the shop to boot' })
    const logs = openLogs(config)
    this.#logs = logs
    const app = createShop(config, databaseUrl, logs, {
      gather: () => this.#figures.gather(),
      redisUrl: readRedisUrl(),
      mail: readMailSettings(process.env, config.development)
    })
    const countRequests = watchWear(app, config)
    await app.ready()
    this.#app = app
    await warmUp(app, (what) => tell({ type: 'awaits', what }))
    // The master has some of each worker from now on, for the case that one is late to tell.
    await this.#tellFigures()
    this.#close = closer(app, await listen(app, sockets), config)
    const beat = () =>
      tell({ type: 'beat', vitals: { requests: countRequests(), memory: process.memoryUsage.rss() } })
    setInterval(beat, BEAT).unref()
    beat()
    watchDescriptors(app.log)
    tell({ type: 'ready' })
  }

  #stop(): void {
    if (this.#close) this.#close()
    else process.exit(0)
  }

  async #tellFigures(): Promise<void> {
    if (this.#app) await tellFigures(this.#app)
  }
}

/** Milliseconds that requests in flight get when the master was killed. */
const ORPHANS_PATIENCE = 3_000

async function tellFigures(app: FastifyInstance): Promise<void> {
  const figures = await app.figures()
  await new Promise<void>((told) => tell({ type: 'figures', figures }, told))
}

/** Accepts from the inherited sockets; an http.Server can do so from one, hence one for each. */
async function listen(app: FastifyInstance, sockets: number): Promise<Server[]> {
  const servers = [app.server]
  const { keepAliveTimeout, requestTimeout } = app.server
  while (servers.length < sockets) {
    const server = createServer({ ...HTTP_OPTIONS, keepAliveTimeout, requestTimeout }, app.routing)
    for (const listener of app.server.listeners('clientError')) {
      server.on('clientError', (...args) => void listener.apply(server, args))
    }
    servers.push(server)
  }
  await Promise.all(
    servers.map((server, index) => once(server.listen({ fd: FIRST_SOCKET + index }), 'listening'))
  )
  return servers
}

/** Tells the master, once, when this worker has answered as many requests as it should. */
function watchWear(app: FastifyInstance, { maxRequests, maxRequestsJitter }: Config): () => number {
  const limit = maxRequests + Math.floor(Math.random() * (maxRequestsJitter + 1))
  let requests = 0
  app.addHook('onResponse', async () => {
    if (app.warmingUp) return
    requests += 1
    if (maxRequests > 0 && requests === limit) tell({ type: 'worn' })
  })
  return () => requests
}

/** What stops this worker, once: a signal, the master's word or a fault that nobody caught. */
function closer(app: FastifyInstance, servers: Server[], { gracefulTimeout }: Config): () => void {
  const patience = gracefulTimeout * 1_000
  let closing: Promise<void> | undefined
  const { close } = closeWithGrace(
    // The delay is longer by five seconds for the mails in hand and two for the connections to the database.
    { delay: patience + 7_000, logger: app.log, skip: SIGNALS },
    ({ err }) => {
      if (err) app.log.fatal(err, explainFailure(err))
      tell({ type: 'stopping' })
      closing ??= closeGracefully(app, servers, patience).then(() => tellFigures(app))
      return closing
    }
  )
  return () => {
    if (!closing) close()
  }
}

// Ours are handled above. The rest say that the process is broken: whoever listens to SIGSEGV has the processor repeat
// for ever what it could not do.
const SIGNALS: closeWithGrace.Signals[] = [
  'SIGHUP',
  'SIGINT',
  'SIGQUIT',
  'SIGTERM',
  'SIGUSR2',
  'SIGILL',
  'SIGTRAP',
  'SIGABRT',
  'SIGBUS',
  'SIGFPE',
  'SIGSEGV'
]

function fail(error: unknown): void {
  tell({ type: 'failed', reason: explainFailure(error) }, () => process.exit(1))
}

function tell(message: ToMaster, then = () => {}): void {
  if (process.connected) process.send?.(message, undefined, undefined, then)
  else then()
}
