import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { openSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { request } from 'undici'
import type { OrderingShop } from './orders.js'
import { cpuOf } from './processes.js'
import { ORDER, ROUTES, type Route } from './routes.js'
import type { Undo } from './undo.js'

/** One of those that are compared: two instances behind nginx. */
export interface Contender {
  name: string
  database: OrderingShop
  /** Where the instances listen. */
  ports: number[]
  /** Where nginx listens for it. */
  origin: string
  /** Whether there is something like it. */
  has(route: Route): boolean
  /** Starts both, one after the other. */
  start(undo: Undo): Promise<Start[]>
  stop(): Promise<void>
  /** The first process of each instance. */
  pids(): number[]
}

/** From the start of an instance to its first answer with 200. */
export interface Start {
  ms: number
  /** Of all its processes, in seconds. */
  cpu: number
}

interface Command {
  name: string
  /** @default 'postgresql' */
  database?: keyof Databases
  file: string
  args: (port: number, accessLog: string) => string[]
  cwd?: string
  /** @default [] */
  lacks?: Route[]
}

const SHOP = fileURLToPath(new URL('../../../', import.meta.url))
const APT = 'apt-get install -y --no-install-recommends'
const PACKAGES = 'gunicorn python3-flask python3-flask-sqlalchemy python3-psycopg2'
/** A page that asks no database. */
const FIRST_PAGE = '/users/login'

const LARDER = {
  name: 'Larder',
  file: process.execPath,
  args: (port, log) => larder(1, port, log)
} satisfies Command

function larder(workers: number, port: number, log: string): string[] {
  return [
    fileURLToPath(new URL('../bin/gateway.js', import.meta.url)),
    ...['start', '-w', `${workers}`, '-b', `127.0.0.1:${port}`, '--access-logfile', log],
    // All its visitors come from one address.
    ...['--rate-limit', '0']
  ]
}

const COMMANDS: Command[] = [
  LARDER,
  { ...LARDER, name: 'Larder on MariaDB', database: 'mariadb' },
  // Only to see how it starts.
  { ...LARDER, name: 'Larder, `-w 4`', args: (port, log) => larder(4, port, log), lacks: ROUTES },
  {
    name: 'raw Fastify + pg',
    file: process.execPath,
    args: (port, log) => [fileURLToPath(new URL('raw/server.mjs', import.meta.url)), `${port}`, log]
  },
  {
    name: 'Flask + gunicorn',
    // Debian's, which knows Debian's packages.
    file: '/usr/bin/gunicorn',
    // As the course note has it.
    args: (port, log) => ['-w', '4', '-b', `127.0.0.1:${port}`, '--access-logfile', log, 'main:app'],
    cwd: fileURLToPath(new URL('flask', import.meta.url)),
    lacks: [ORDER]
  }
]

/** The shop's databases, one for each kind of server. */
export interface Databases {
  postgresql: OrderingShop
  mariadb: OrderingShop
}

/** Those that can be had on this machine. */
export async function findContenders(databases: Databases, folder: string): Promise<Contender[]> {
  const modules = 'import flask, flask_sqlalchemy, psycopg2, gunicorn'
  const flask = spawnSync('/usr/bin/python3', ['-c', modules]).status === 0
  if (!flask) console.error(`Without Flask, which Debian has: ${APT} ${PACKAGES}\n`)
  const commands = COMMANDS.filter(({ name }) => flask || !name.startsWith('Flask'))
  const ports = await freePorts(commands.length * 3)
  return commands.map((command, place) => {
    const [first = 0, second = 0, front = 0] = ports.slice(place * 3)
    const database = databases[command.database ?? 'postgresql']
    return createContender(command, { ports: [first, second], front, database, folder })
  })
}

interface Place {
  ports: number[]
  front: number
  database: OrderingShop
  folder: string
}

function createContender(command: Command, { ports, front, database, folder }: Place): Contender {
  let instances: Instance[] = []
  return {
    name: command.name,
    database,
    ports,
    origin: `http://127.0.0.1:${front}`,
    has: (route) => !command.lacks?.includes(route),
    async start(undo) {
      for (const port of ports) instances.push(await startInstance(undo, command, port, database.url, folder))
      return instances.map(({ start }) => start)
    },
    async stop() {
      const ending = instances
      instances = []
      await Promise.all(ending.map(({ child }) => end(child)))
    },
    pids: () => instances.flatMap(({ child }) => child.pid ?? [])
  }
}

/** One instance, without nginx. */
export async function startLarder(
  undo: Undo,
  url: string,
  folder: string
): Promise<{ origin: string; stop(): Promise<void> }> {
  const [port = 0] = await freePorts(1)
  const { child } = await startInstance(undo, LARDER, port, url, folder)
  return { origin: `http://127.0.0.1:${port}`, stop: () => end(child) }
}

interface Instance {
  child: ChildProcess
  start: Start
}

async function startInstance(
  undo: Undo,
  { file, args, cwd = SHOP }: Command,
  port: number,
  url: string,
  folder: string
): Promise<Instance> {
  const log = `${folder}/${port}`
  const output = openSync(`${log}.out`, 'a')
  const env = { ...ENV, SHOP, DATABASE_URL: url, RECORDED_ORDERS: recordedOrders(folder) }
  const begin = performance.now()
  const child = spawn(file, args(port, `${log}.access`), {
    cwd,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', output, output]
  })
  undo.later(() => end(child))
  await firstAnswer(child, `http://127.0.0.1:${port}${FIRST_PAGE}`, `${log}.out`)
  return { child, start: { ms: performance.now() - begin, cpu: cpuOf([child.pid ?? 0]) } }
}

/** The file from which raw knows the statements of an order. */
export function recordedOrders(folder: string): string {
  return `${folder}/orders.json`
}

const ENV = {
  NODE_ENV: 'production',
  PYTHONDONTWRITEBYTECODE: '1',
  // Or no order by post could be paid: the example of the IBAN registry.
  LARDER_IBAN: 'DE89370400440532013000'
}

/** @throws where the process ends before it answers (each gives up by itself if it cannot start), or answers with a fault */
async function firstAnswer(child: ChildProcess, url: string, output: string): Promise<void> {
  while (child.exitCode === null && child.signalCode === null) {
    const status = await request(url).then(
      ({ statusCode, body }) => body.dump().then(() => statusCode),
      () => 0
    )
    if (status === 200) return
    if (status !== 0 && status !== 503)
      throw new Error(`${url} answers ${status}:\n${readFileSync(output, 'utf8')}`)
    await delay(5)
  }
  throw new Error(`${url} does not answer:\n${readFileSync(output, 'utf8')}`)
}

/** INT is the quick end for both gateways, and kills what has no idea of its own. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill('SIGINT')
  const kill = setTimeout(() => child.kill('SIGKILL'), 5_000)
  await exit
  clearTimeout(kill)
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'))
  await Promise.all(servers.map((server) => once(server, 'listening')))
  const ports = servers.map((server) => {
    const address = server.address()
    return typeof address === 'object' && address ? address.port : 0
  })
  await Promise.all(servers.map((server) => once(server.close(), 'close')))
  return ports
}
