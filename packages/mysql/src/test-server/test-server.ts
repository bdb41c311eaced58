import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import mariadb from 'mariadb'
import { MYSQL_ERR_NO_SERVER } from '../errors.js'

/** A MariaDB of the tests. */
export interface TestServer {
  /** The address of a database of its own named `database`; of an administrator who may make others. */
  urlOf(database: string): string
  pid: number
  /** Ends it at once, and removes its data. */
  stop(): Promise<void>
}

export interface TestServerOptions {
  /** Further options of mariadbd. @default none */
  args?: string[]
  /** @default a folder of its own, which `stop` removes */
  data?: string
  /** @default one that is free */
  port?: number
}

/**
 * Starts Debian's mariadbd on loopback, on a data folder of its own, as an account without rights. What
 * it commits need not survive a power cut, unless `args` say otherwise.
 *
 * @throws MYSQL_ERR_NO_SERVER where it is not installed
 */
export async function startTestServer({
  args = [],
  data,
  port
}: TestServerOptions = {}): Promise<TestServer> {
  const program = PROGRAMS.find(existsSync)
  if (!program) throw new MYSQL_ERR_NO_SERVER()
  const folder = data ?? mkdtempSync(path.join(existsSync(MEMORY) ? MEMORY : os.tmpdir(), 'larder-mysql-'))
  // An account without rights has to pass through the folder above, too.
  chmodSync(folder, 0o777)
  const account = process.getuid?.() === 0 ? ['--user=nobody'] : []
  const files = path.join(folder, 'data')
  if (!existsSync(files)) makeData(files, account)
  const listen = port ?? (await findPort())
  const server = spawn(
    program,
    [
      '--no-defaults',
      `--datadir=${files}`,
      `--socket=${folder}/s`,
      `--pid-file=${folder}/pid`,
      '--bind-address=127.0.0.1',
      `--port=${listen}`,
      '--max-connections=1000',
      '--character-set-server=utf8mb4',
      '--collation-server=utf8mb4_bin',
      '--skip-log-bin',
      '--performance-schema=OFF',
      '--innodb-flush-log-at-trx-commit=0',
      '--innodb-buffer-pool-size=128M',
      '--innodb-log-file-size=32M',
      '--innodb-doublewrite=0',
      ...account,
      ...args
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] }
  )
  let log = ''
  server.stderr.on('data', (text) => {
    log = `${log}${text}`.slice(-4_000)
  })
  const ended = once(server, 'exit')
  const admin = { host: '127.0.0.1', port: listen, user: 'root' }
  while (!(await answers(admin))) {
    if (server.exitCode !== null) throw new Error(`mariadbd did not start:\n${log}`)
    await delay(50)
  }
  // A test server must not outlive its test.
  const kill = () => server.kill('SIGKILL')
  process.once('exit', kill)
  server.unref()
  return {
    pid: server.pid ?? 0,
    urlOf: (database) => `mysql://root@127.0.0.1:${listen}/${encodeURIComponent(database)}`,
    async stop() {
      process.off('exit', kill)
      // Or this process may end before the server does.
      server.ref()
      kill()
      await ended
      if (!data) rmSync(folder, { recursive: true, force: true })
    }
  }
}

function makeData(files: string, account: string[]): void {
  const program = INSTALLERS.find(existsSync)
  if (!program) throw new MYSQL_ERR_NO_SERVER()
  const args = ['--no-defaults', `--datadir=${files}`, '--auth-root-authentication-method=normal']
  const { status, stderr } = spawnSync(program, [...args, '--skip-test-db', ...account], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`mariadb-install-db failed:\n${stderr}`)
}

async function answers(admin: mariadb.ConnectionConfig): Promise<boolean> {
  try {
    const connection = await mariadb.createConnection(admin)
    await connection.end()
    return true
  } catch {
    return false
  }
}

async function findPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}

const PROGRAMS = ['/usr/sbin/mariadbd', '/usr/local/sbin/mariadbd', '/opt/homebrew/bin/mariadbd']
const INSTALLERS = [
  '/usr/bin/mariadb-install-db',
  '/usr/local/bin/mariadb-install-db',
  '/opt/homebrew/bin/mariadb-install-db'
]
/** A folder in memory, where the kernel has one: a database is made in a third of the time. */
const MEMORY = '/dev/shm'
