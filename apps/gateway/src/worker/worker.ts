// The entry of a worker process: it serves the shop on the sockets that it inherits, until the master tells it to stop.
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import closeWithGrace from 'close-with-grace'
import type { FastifyInstance } from 'fastify'
import { GATEWAY_ERR_NO_FIGURES } from '../errors.js'
import { readMailSettings } from '../mail/mail-settings.js'
import type { Figures } from '../server/figures.js'
import { openLogs } from '../server/log-files.js'
import { createServer as createShop } from '../server/server.js'
import { readRedisUrl } from '../settings/config.js'
import type { Config } from '../settings/settings.js'
import { closeGracefully } from './graceful-close.js'
import { BEAT, FIRST_SOCKET, type ToMaster, type ToWorker } from './worker-messages.js'

type Start = Extract<ToWorker, { type: 'start' }>

let stop: () => void = () => process.exit(0)
let reopenLogs = () => {}
let leave = () => {}
let tellFigures = () => {}
let hearFigures = (_figures: Figures[]) => {}

process.on('message', (message: ToWorker) => {
  if (message.type === 'start') start(message).catch(fail)
  if (message.type === 'leave') leave()
  if (message.type === 'stop') stop()
  if (message.type === 'quit') process.exit(0)
  if (message.type === 'reopen-logs') reopenLogs()
  if (message.type === 'tell-figures') tellFigures()
  if (message.type === 'figures-of-all') hearFigures(message.figures)
})

// The master is gone, without a word.
process.once('disconnect', () => {
  stop()
  setTimeout(() => process.exit(1), ORPHANS_PATIENCE).unref()
})

process.on('SIGTERM', () => stop())
process.on('SIGQUIT', () => process.exit(0))
process.on('SIGUSR1', () => reopenLogs())
// A terminal sends these to the master too, and it is the master who decides.
for (const signal of ['SIGINT', 'SIGHUP', 'SIGUSR2', 'SIGWINCH']) process.on(signal, () => {})

/** Milliseconds that requests in flight get when the master was killed. */
const ORPHANS_PATIENCE = 3_000

async function start({ config, databaseUrl, number, sockets }: Start): Promise<void> {
  process.title = `larder: worker ${number}`
  const logs = openLogs(config)
  // A URL travels as text.
  const publicUrl = config.publicUrl && new URL(config.publicUrl)
  const app = createShop({ ...config, publicUrl }, databaseUrl, logs, {
    gather,
    redisUrl: readRedisUrl(),
    mail: readMailSettings(process.env, config.development)
  })
  const countRequests = watchWear(app, config)
  await app.ready()
  reopenLogs = logs.reopen
  leave = () => {
    app.leaving = true
  }
  tellFigures = async () => tell({ type: 'figures', figures: await app.figures() })
  stop = closer(app, await listen(app, sockets), config)
  const beat = () =>
    tell({ type: 'beat', vitals: { requests: countRequests(), memory: process.memoryUsage.rss() } })
  setInterval(beat, BEAT).unref()
  beat()
  tell({ type: 'ready' })
}

/** What all workers have counted, of the master; all who ask meanwhile get the same answer. */
function gather(): Promise<Figures[]> {
  gathering ??= new Promise<Figures[]>((resolve, reject) => {
    setTimeout(() => reject(new GATEWAY_ERR_NO_FIGURES()), MASTERS_PATIENCE)
    hearFigures = resolve
    tell({ type: 'gather-figures' })
  }).finally(() => {
    gathering = undefined
  })
  return gathering
}

let gathering: Promise<Figures[]> | undefined
/** Milliseconds that the master may take. */
const MASTERS_PATIENCE = 2_000

/** Accepts from the inherited sockets; an http.Server can do so from one, hence one for each. */
async function listen(app: FastifyInstance, sockets: number): Promise<Server[]> {
  const servers = [app.server]
  const { keepAliveTimeout, requestTimeout } = app.server
  while (servers.length < sockets) {
    const server = createServer({ keepAliveTimeout, requestTimeout }, app.routing)
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
    // What the delay is longer by is for the connections to the database.
    { delay: patience + 2_000, logger: app.log, skip: SIGNALS },
    ({ err }) => {
      if (err) app.log.fatal(err)
      tell({ type: 'stopping' })
      closing ??= Promise.all([app.mail.drain(patience), closeGracefully(app, servers, patience)]).then(
        tellLastFigures
      )
      return closing
    }
  )
  async function tellLastFigures() {
    const figures = await app.figures()
    await new Promise<void>((told) => tell({ type: 'figures', figures }, told))
  }

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
  const reason = error instanceof Error ? error.message : String(error)
  tell({ type: 'failed', reason }, () => process.exit(1))
}

function tell(message: ToMaster, then = () => {}): void {
  if (process.connected) process.send?.(message, undefined, undefined, then)
  else then()
}
