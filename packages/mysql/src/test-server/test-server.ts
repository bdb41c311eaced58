import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import mariadb from 'mariadb'
import { MYSQL_ERR_NO_SERVER, MYSQL_ERR_NOT_STARTED } from '../errors.js'
import { startWatcher, type Watcher } from './watcher.js'

export interface TestServerOptions {
  /** Further options of mariadbd; they outrank those it has here. @default none */
  args?: string[] | undefined
}

/**
 * Starts Debian's mariadbd on loopback, on data of its own, as an account without rights. It has one
 * empty database, `larder`. What it commits survives `kill`, but no power cut. It lets this process end,
 * and ends with it.
 *
 * @throws MYSQL_ERR_NO_SERVER where it is not installed, MYSQL_ERR_NOT_STARTED with its last words
 */
export async function startTestServer({ args = [] }: TestServerOptions = {}): Promise<TestServer> {
  if (!PROGRAM || !INSTALLER) throw new MYSQL_ERR_NO_SERVER()
  const folder = mkdtempSync(path.join(existsSync(MEMORY) ? MEMORY : os.tmpdir(), 'larder-mysql-'))
  const watcher = startWatcher(folder)
  try {
    // An account without rights has to pass through to the data.
    chmodSync(folder, 0o711)
    const data = path.join(folder, 'data')
    mkdirSync(temporaryOf(data))
    chmodSync(temporaryOf(data), 0o777)
    const env = { ...process.env, TMPDIR: temporaryOf(data) }
    await promisify(execFile)(INSTALLER, installOptions(data), { env })
    const server = new TestServer(data, await findPort(), args, watcher)
    await server.start()
    return server
  } catch (error) {
    await watcher.remove()
    throw error
  }
}

/** A MariaDB of the tests. */
class TestServer {
  readonly port: number
  readonly #data: string
  readonly #args: string[]
  readonly #watcher: Watcher
  #process: ChildProcess | undefined

  constructor(data: string, port: number, args: string[], watcher: Watcher) {
    this.port = port
    this.#data = data
    this.#args = args
    this.#watcher = watcher
  }

  /** The address of one of its databases, for an administrator who may make others. */
  urlOf(database: string): string {
    return `mysql://root@127.0.0.1:${this.port}/${encodeURIComponent(database)}`
  }

  /** The process of mariadbd; undefined while there is none. */
  get pid(): number | undefined {
    return this.#process?.pid
  }

  /** Starts mariadbd again after `kill`, on the same data and port; resolves when it answers. */
  async start(): Promise<void> {
    const log = openSync(logOf(this.#data), 'a')
    const server = spawn(PROGRAM ?? '', [...serverOptions(this.#data, this.port), ...this.#args], {
      stdio: ['ignore', 'ignore', log]
    })
    closeSync(log)
    this.#process = server
    this.#watcher.watch(server.pid)
    server.once('exit', () => {
      this.#process = undefined
      this.#watcher.watch(undefined)
    })
    server.unref()
    while (!(await answers(this.port))) {
      if (!this.#process)
        throw new MYSQL_ERR_NOT_STARTED(readFileSync(logOf(this.#data), 'utf8').slice(-2_000))
      await delay(PAUSE)
    }
  }

  /** Ends mariadbd as `kill -9` does, or by SIGTERM as its service would. The data stay. */
  async kill(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    if (!this.#process) return
    this.#process.ref()
    const ended = once(this.#process, 'exit')
    this.#process.kill(signal)
    await ended
  }

  /** Ends mariadbd at once, and removes the data. */
  async stop(): Promise<void> {
    await this.kill()
    await this.#watcher.remove()
  }
}

export type { TestServer }

function installOptions(data: string): string[] {
  const authentication = '--auth-root-authentication-method=normal'
  return ['--no-defaults', `--datadir=${data}`, authentication, '--skip-test-db', ...ACCOUNT]
}

function serverOptions(data: string, port: number): string[] {
  return [
    '--no-defaults',
    `--datadir=${data}`,
    `--socket=${data}/socket`,
    `--tmpdir=${temporaryOf(data)}`,
    `--pid-file=${data}/pid`,
    '--bind-address=127.0.0.1',
    `--port=${port}`,
    // Seconds. Somebody's connection may have taken the port while the server was down.
    '--port-open-timeout=10',
    '--max-connections=1000',
    '--character-set-server=utf8mb4',
    '--collation-server=utf8mb4_bin',
    // The zone of many servers; the shop's times must not depend on it.
    '--default-time-zone=+08:00',
    '--skip-log-bin',
    '--performance-schema=OFF',
    '--innodb-flush-log-at-trx-commit=2',
    '--innodb-buffer-pool-size=128M',
    '--innodb-log-file-size=32M',
    ...ACCOUNT
  ]
}

/** Whether the server is there; then its database is, too. */
async function answers(port: number): Promise<boolean> {
  try {
    const connection = await mariadb.createConnection({ host: '127.0.0.1', port, user: 'root' })
    await connection.query('CREATE DATABASE IF NOT EXISTS larder')
    await connection.end()
    return true
  } catch {
    return false
  }
}

/** A server that starts removes the temporary tables that it finds, those of others, too. */
function temporaryOf(data: string): string {
  return path.join(path.dirname(data), 'tmp')
}

function logOf(data: string): string {
  return path.join(path.dirname(data), 'log')
}

async function findPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}

const PROGRAM = ['/usr/sbin/mariadbd', '/usr/local/sbin/mariadbd', '/opt/homebrew/bin/mariadbd'].find(
  existsSync
)
const INSTALLER = [
  '/usr/bin/mariadb-install-db',
  '/usr/local/bin/mariadb-install-db',
  '/opt/homebrew/bin/mariadb-install-db'
].find(existsSync)
/** For tests that need MariaDB: `{ skip: withoutMariadb }`. `npm test` says how to get it. */
export const withoutMariadb = !(PROGRAM && INSTALLER) && 'MariaDB is not installed'
const ACCOUNT = process.getuid?.() === 0 ? ['--user=nobody'] : []
/** A folder in memory, where the kernel has one: a database is made in a third of the time. */
const MEMORY = '/dev/shm'
/** Milliseconds between two looks at a server that starts. */
const PAUSE = 25
