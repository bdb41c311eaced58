import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import closeWithGrace from 'close-with-grace'
import type { FastifyInstance } from 'fastify'
import { SERVE_ERR_APP_LISTENS } from '../errors.js'
import { explainFailure, watchDescriptors } from '../file-descriptors.js'
import { loadApp } from '../load-app.js'
import { type Logs, openLogs } from '../logs/log-files.js'
import { BEAT, FIRST_SOCKET, type ToMaster, type ToWorker } from '../messages.js'
import { readSamples } from '../metrics/samples.js'
import { HTTP_OPTIONS } from '../server/http-options.js'
import { NO_SETTINGS, parseTexts } from '../settings/read-settings.js'
import type { ServeConfig } from '../settings/settings.js'
import { closeGracefully } from './graceful-close.js'
import { MetricsFromMaster } from './metrics-from-master.js'

type Start = Extract<ToWorker, { type: 'start' }>

/** This process as a worker: it serves the app on the sockets that it inherits, until the master tells it to stop. */
export class Worker {
  readonly #metrics = new MetricsFromMaster(() => tell({ type: 'gather-metrics' }))
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
    if (message.type === 'not-ready' && this.#app) this.#app.leaving = true
    if (message.type === 'stop') this.#stop()
    if (message.type === 'quit') process.exit(0)
    if (message.type === 'reopen-logs') this.#logs?.reopen()
    if (message.type === 'send-metrics') void this.#sendMetrics()
    if (message.type === 'all-metrics') this.#metrics.hear(message.samples)
  }

  async #start({ plan, number, sockets }: Start): Promise<void> {
    process.title = `${plan.title}: worker ${number}`
    tell({ type: 'awaits', what: 'the app to boot' })
    const definition = await loadApp(plan.app)
    const config = parseTexts(definition.settings ?? NO_SETTINGS, plan.texts)
    const logs = openLogs(config)
    this.#logs = logs
    const app = await definition.create(config, plan.hand, logs)
    await app.ready()
    if (app.hasDecorator('gatherMetrics')) app.gatherMetrics = () => this.#metrics.gather()
    this.#app = app
    app.warmingUp = true
    await definition.warmUp?.(app, (what) => tell({ type: 'awaits', what }))
    app.warmingUp = false
    // The master has some of each worker from now on, for the case that one is late to tell.
    await this.#sendMetrics()
    const servers = await listen(app, sockets, config)
    const countRequests = limitRequests(servers, config)
    this.#close = closer(app, servers, config)
    const beat = () =>
      tell({ type: 'beat', usage: { requests: countRequests(), memory: process.memoryUsage.rss() } })
    setInterval(beat, BEAT).unref()
    beat()
    watchDescriptors(app.log)
    tell({ type: 'ready' })
  }

  #stop(): void {
    if (this.#close) this.#close()
    else process.exit(0)
  }

  async #sendMetrics(): Promise<void> {
    if (this.#app) await sendMetrics(this.#app)
  }
}

/** Milliseconds that requests in flight get when the master was killed. */
const ORPHANS_PATIENCE = 3_000

/** Sends the master what this worker has counted: nothing, where its app has no metrics. */
async function sendMetrics(app: FastifyInstance): Promise<void> {
  const samples = app.hasDecorator('gatherMetrics') ? await readSamples(app.metrics, app.log) : []
  await new Promise<void>((told) => tell({ type: 'metrics', samples }, told))
}

/** Accepts from the inherited sockets; an http.Server can do so from one, hence one for each. */
async function listen(app: FastifyInstance, sockets: number, { keepAlive }: ServeConfig): Promise<Server[]> {
  if (app.server.listening) throw new SERVE_ERR_APP_LISTENS()
  app.server.keepAliveTimeout = keepAlive * 1_000
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
function limitRequests(servers: Server[], { maxRequests, maxRequestsJitter }: ServeConfig): () => number {
  const limit = maxRequests + Math.floor(Math.random() * (maxRequestsJitter + 1))
  let requests = 0
  const count = () => {
    requests += 1
    if (maxRequests > 0 && requests === limit) tell({ type: 'max-requests' })
  }
  for (const server of servers) server.on('request', (_request, response) => response.once('close', count))
  return () => requests
}

/** What stops this worker, once: a signal, the master's word or a fault that nobody caught. */
function closer(app: FastifyInstance, servers: Server[], { gracefulTimeout }: ServeConfig): () => void {
  const patience = gracefulTimeout * 1_000
  let closing: Promise<void> | undefined
  const { close } = closeWithGrace(
    { delay: patience + CLOSING, logger: app.log, skip: SIGNALS },
    ({ err }) => {
      if (err) app.log.fatal(err, explainFailure(err))
      tell({ type: 'stopping' })
      closing ??= closeGracefully(app, servers, patience).then(() => sendMetrics(app))
      return closing
    }
  )
  return () => {
    if (!closing) close()
  }
}

/** Milliseconds that the app gets to close after its last request: what it has begun is finished, connections end. */
const CLOSING = 7_000

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
