import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { openSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { request } from 'undici'
import type { ShopDatabase } from './database.js'
import type { Undo } from './undo.js'

/** One of those that are compared: two instances behind nginx. */
export interface Contender {
  name: string
  database: ShopDatabase
  /** Where the instances listen. */
  ports: number[]
  /** Where nginx listens for it. */
  origin: string
  /** Starts both, one after the other. @returns milliseconds from each start to the first answer with 200 */
  start(undo: Undo): Promise<number[]>
  stop(): Promise<void>
  /** The first process of each instance. */
  pids(): number[]
}

interface Command {
  name: string
  /** @default 'postgresql' */
  database?: keyof Databases
  file: string
  args: (port: number, accessLog: string) => string[]
  cwd?: string
}

const SHOP = fileURLToPath(new URL('../../../', import.meta.url))
const APT = 'apt-get install -y --no-install-recommends'
const PACKAGES = 'gunicorn python3-flask python3-flask-sqlalchemy python3-psycopg2'
/** A page that asks no database. */
const FIRST_PAGE = '/users/login'

const LARDER: Command = {
  name: 'Larder',
  file: process.execPath,
  args: (port, log) => [
    fileURLToPath(new URL('../bin/gateway.js', import.meta.url)),
    ...['start', '-w', '1', '-b', `127.0.0.1:${port}`, '--access-logfile', log],
    // All its visitors come from one address.
    ...['--rate-limit', '0']
  ]
}

const COMMANDS: Command[] = [
  LARDER,
  { ...LARDER, name: 'Larder on MariaDB', database: 'mariadb' },
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
    cwd: fileURLToPath(new URL('flask', import.meta.url))
  }
]

/** The shop's databases, one for each kind of server. */
export interface Databases {
  postgresql: ShopDatabase
  mariadb: ShopDatabase
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
  database: ShopDatabase
  folder: string
}

function createContender(command: Command, { ports, front, database, folder }: Place): Contender {
  let children: ChildProcess[] = []
  return {
    name: command.name,
    database,
    ports,
    origin: `http://127.0.0.1:${front}`,
    async start(undo) {
      undo.later(() => this.stop())
      const taken: number[] = []
      for (const port of ports) {
        const log = `${folder}/${port}`
        const output = openSync(`${log}.out`, 'a')
        const begin = performance.now()
        const child = spawn(command.file, command.args(port, `${log}.access`), {
          cwd: command.cwd ?? SHOP,
          env: { PATH: process.env.PATH, HOME: process.env.HOME, ...ENV, SHOP, DATABASE_URL: database.url },
          stdio: ['ignore', output, output]
        })
        children.push(child)
        await firstAnswer(child, `http://127.0.0.1:${port}${FIRST_PAGE}`, `${log}.out`)
        taken.push(performance.now() - begin)
      }
      return taken
    },
    async stop() {
      const ending = children
      children = []
      await Promise.all(ending.map(end))
    },
    pids: () => children.flatMap(({ pid }) => pid ?? [])
  }
}

const ENV = { NODE_ENV: 'production', PYTHONDONTWRITEBYTECODE: '1' }

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
