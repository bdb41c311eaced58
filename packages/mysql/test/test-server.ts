import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { until } from '@larder/until'
import mariadb, { type Connection } from 'mariadb'
import { type Test, test } from 'tap'
import { checkServer, connectionOptions, parseMysqlUrl, READ_SERVER } from '../src/index.js'
import { startTestServer, type TestServer, withoutMariadb } from '../src/test-server/index.js'

test('a server of the tests', { skip: withoutMariadb }, async (t) => {
  const server = await startTestServer({ args: ['--max-connections=77'] })
  t.teardown(() => server.stop())
  const data = dataOf(server.pid)

  await t.test('is one that Larder takes, and has an empty database', async (t) => {
    const shop = await connect(t, server)
    const [settings] = await shop.query(READ_SERVER)
    checkServer({ ...settings, packet: Number(settings.packet) })
    t.same(await shop.query('SHOW TABLES'), [])
    const [{ collation }] = await shop.query('SELECT @@collation_database AS collation')
    t.equal(collation, 'utf8mb4_bin')
    t.same(await shop.query('SELECT @@global.time_zone AS zone, @@time_zone AS ours'), [
      { zone: '+08:00', ours: '+00:00' }
    ])
  })

  await t.test('takes further options', async (t) => {
    const [{ most }] = await (await connect(t, server)).query('SELECT @@max_connections AS most')
    t.equal(Number(most), 77)
  })

  await t.test('starts again where it was, with all that was committed before a kill -9', async (t) => {
    const { port } = server
    const shop = await connect(t, server)
    await shop.query('CREATE TABLE kept (id INT PRIMARY KEY)')
    for (let id = 0; id < 50; id++) await shop.query('INSERT INTO kept VALUES (?)', [id])
    await server.kill()
    t.equal(server.pid, undefined)
    await t.rejects(shop.query('SELECT 1'))
    await server.start()
    t.equal(server.port, port)
    const [{ count }] = await (await connect(t, server)).query('SELECT COUNT(*) AS count FROM kept')
    t.equal(Number(count), 50)
  })

  await t.test('also ends by its own shutdown', async (t) => {
    await server.kill('SIGTERM')
    await server.start()
    t.same(await (await connect(t, server)).query('SELECT COUNT(*) > 0 AS some FROM kept'), [{ some: 1 }])
  })

  await t.test('leaves nothing when it is stopped', async (t) => {
    t.ok(existsSync(data))
    const { pid } = server
    await server.stop()
    t.notOk(isRunning(pid))
    t.notOk(existsSync(path.dirname(data)))
  })
})

test('a server that cannot start says why, and leaves nothing', { skip: withoutMariadb }, async (t) => {
  await t.rejects(startTestServer({ args: ['--no-such-option'] }), {
    code: 'MYSQL_ERR_NOT_STARTED',
    message: /unknown option '--no-such-option'/
  })
})

for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
  test(`a server ends with its process, also by ${signal}, and leaves nothing`, {
    skip: withoutMariadb
  }, async (t) => {
    const holder = spawn(process.execPath, [path.join(import.meta.dirname, 'fixtures/hold-server.mjs')], {
      stdio: ['ignore', 'pipe', 'inherit']
    })
    t.teardown(() => holder.kill('SIGKILL'))
    const pid = await readPid(holder)
    const data = dataOf(pid)
    t.ok(existsSync(data))
    holder.kill(signal)
    await until(() => !isRunning(pid), 'the server has ended')
    await until(() => !existsSync(path.dirname(data)), 'its data are gone')
  })
}

async function readPid({ stdout }: ChildProcess): Promise<number> {
  if (!stdout) throw new Error('The process has no output.')
  const [line] = await once(createInterface(stdout), 'line')
  return JSON.parse(line).pid
}

async function connect(t: Test, server: TestServer): Promise<Connection> {
  const connection = await mariadb.createConnection(connectionOptions(parseMysqlUrl(server.urlOf('larder'))))
  connection.on('error', () => {})
  t.teardown(() => connection.destroy())
  return connection
}

/** The data folder of mariadbd, by its command line. */
function dataOf(pid: number | undefined): string {
  const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  return /--datadir=([^\0]+)/.exec(command)?.[1] ?? ''
}

/** Whether a process runs; one that has ended and that nobody has asked about is a zombie, in state Z. */
function isRunning(pid: number | undefined): boolean {
  const file = `/proc/${pid}/stat`
  return existsSync(file) && !/\) Z /.test(readFileSync(file, 'utf8'))
}
