import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { until } from '@larder/until'
import { type Test, test } from 'tap'
import { Type } from 'typebox'
import { isDatabaseAway, postgresCodeOf } from '../src/driver-errors/database-away.js'
import { queryRows } from '../src/query-rows.js'
import { statement } from '../src/statement.js'
import { backendOf, connect, makeDatabase, migrate, observer, terminate } from './fixtures/own-database.js'
import { silentProxy } from './fixtures/silent-proxy.js'

test('a connection that the server ends', async (t) => {
  const url = await makeDatabase(t)

  await t.test('while it is idle: the next query works, and somebody is told', async (t) => {
    let told = (_error: Error) => {}
    const lost = new Promise<Error>((resolve) => {
      told = resolve
    })
    const db = connect(t, url, { poolSize: 1, onConnectionLost: (error) => told(error) })
    const before = await backendOf(db)
    await terminate(before)
    const error = await lost
    t.match(error, { code: '57P01' })
    t.notOk('client' in error, 'and no log is given the whole connection')
    const after = await backendOf(db)
    t.ok(after)
    t.not(after, before)
  })

  await t.test('while nobody wants to be told: the next query works', async (t) => {
    const db = connect(t, url, { poolSize: 1 })
    const before = await backendOf(db)
    await terminate(before)
    const first = await backendOf(db).catch(async (error) => {
      t.ok(isDatabaseAway(error), 'a query that came before the news')
      return backendOf(db)
    })
    t.not(first, before)
  })

  await t.test('under a query: that is away, and the next works', async (t) => {
    const db = connect(t, url, { poolSize: 1 })
    const error = await failure(db.$queryRaw`SELECT pg_terminate_backend(pg_backend_pid())`)
    t.ok(isDatabaseAway(error), String(error))
    t.ok(await backendOf(db))
  })

  await t.test('under a query of a model: that is away, and the next works', async (t) => {
    await migrate(url)
    const db = connect(t, url, { poolSize: 1 })
    const pid = await backendOf(db)
    const other = connect(t, url, { poolSize: 1 })
    await other.$transaction(async (tx) => {
      await tx.$executeRaw`LOCK TABLE sessions`
      const counted = failure(db.session.count())
      await waitingForLock(pid)
      await terminate(pid)
      const error = await counted
      t.ok(isDatabaseAway(error), String(error))
    })
    t.equal(await db.session.count(), 0)
  })

  await t.test('within a transaction: that is away, and the next works', async (t) => {
    const db = connect(t, url, { poolSize: 1 })
    const error = await failure(
      db.$transaction(async (tx) => {
        await terminate(await backendOf(tx))
        await backendOf(tx)
      })
    )
    t.ok(isDatabaseAway(error), String(error))
    t.ok(await backendOf(db))
  })
})

test('a database is away', async (t) => {
  const url = await makeDatabase(t)
  // Who waits for a connection that the pool has not has nothing but timers that keep no process alive.
  const alive = setInterval(() => {}, 1_000)
  t.teardown(() => clearInterval(alive))

  await t.test('where nobody listens', async (t) => {
    const port = await freePort()
    for (const nobody of [
      `postgresql://larder@127.0.0.1:${port}/larder`,
      `postgresql://larder@localhost:${port}/larder`,
      'postgresql://larder@localhost/larder?host=/no/such/folder'
    ]) {
      await isAway(t, connect(t, nobody).$queryRaw`SELECT 1`)
    }
  })

  await t.test('where somebody listens and says nothing', async (t) => {
    const mute = createServer((socket) => socket.on('error', () => {})).listen(0, '127.0.0.1')
    t.teardown(() => mute.close())
    await once(mute, 'listening')
    const { port } = mute.address() as AddressInfo
    const db = connect(t, `postgresql://larder@127.0.0.1:${port}/larder`, { connectionTimeout: 50 })
    await isAway(t, db.$queryRaw`SELECT 1`)
  })

  await t.test('where somebody listens and hangs up', async (t) => {
    const rude = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1')
    t.teardown(() => rude.close())
    await once(rude, 'listening')
    const { port } = rude.address() as AddressInfo
    await isAway(t, connect(t, `postgresql://larder@127.0.0.1:${port}/larder`).$queryRaw`SELECT 1`)
  })

  await t.test('where a connection died without a word', async (t) => {
    const proxy = await silentProxy(t, url)
    const db = connect(t, proxy.url, { poolSize: 1, statementTimeout: 1_000, connectionTimeout: 5_000 })
    await backendOf(db)
    proxy.swallowQueries()
    await isAway(t, db.$queryRaw`SELECT 1`)
    proxy.resume()
    t.ok(await backendOf(db), 'and the next query has a new one')
  })

  await t.test('while the pool is exhausted', async (t) => {
    const db = connect(t, url, { poolSize: 1, connectionTimeout: 1_000 })
    await db.$transaction(async () => {
      await isAway(t, db.$queryRaw`SELECT 1`)
      await isAway(t, db.$transaction([db.$queryRaw`SELECT 1`]))
      await isAway(
        t,
        db.$transaction((tx) => tx.$queryRaw`SELECT 1`, { maxWait: 20 })
      )
    })
    t.ok(await backendOf(db), 'and no longer')
  })

  await t.test('while it takes no writes, or has no room', async (t) => {
    const own = await makeDatabase(t)
    await migrate(own)
    await observer.query(`ALTER DATABASE ${own.pathname.slice(1)} SET default_transaction_read_only = on`)
    const db = connect(t, own)
    const data = { id: 'x'.repeat(43), data: '{}', expiresAt: new Date() }
    await isAway(t, db.session.create({ data }))
    await isAway(t, db.$executeRaw`DELETE FROM sessions`)
    await isAway(t, queryRows(db, statement(Type.Never(), 'DELETE FROM sessions')))
    for (const code of ['53100', '53200']) t.ok(isDatabaseAway({ code }))
  })

  await t.test('while the server has connections enough', async (t) => {
    const role = `test_${randomUUID().replaceAll('-', '')}`
    await observer.query(`CREATE ROLE ${role} LOGIN PASSWORD 'secret' CONNECTION LIMIT 1`)
    t.teardown(() => observer.query(`DROP ROLE ${role}`))
    const limited = new URL(url)
    limited.username = role
    limited.password = 'secret'
    const first = connect(t, limited)
    t.ok(await backendOf(first))
    await isAway(t, connect(t, limited).$queryRaw`SELECT 1`)
  })
})

test('a database is not away', async (t) => {
  const url = await makeDatabase(t)
  await migrate(url)
  const db = connect(t, url, { statementTimeout: 1_000 })
  const other = (change: (url: URL) => void) => {
    const changed = new URL(url)
    change(changed)
    return connect(t, changed)
  }

  await t.test('because a value is taken', async (t) => {
    const data = { id: 'x'.repeat(43), data: '{}', expiresAt: new Date() }
    await db.session.create({ data })
    await isNotAway(t, db.session.create({ data }), { code: 'P2002' })
  })

  await t.test('because a query is wrong or slow', async (t) => {
    await isNotAway(t, db.$queryRaw`SELECT nothing FROM nowhere`)
    await isNotAway(t, db.$queryRaw`SELECT 1/0`)
    await isNotAway(t, db.$queryRaw`SELECT pg_sleep(60)::text`)
    await isNotAway(t, db.session.findUniqueOrThrow({ where: { id: 'nobody' } }), { code: 'P2025' })
  })

  await t.test('because it is not ours', async (t) => {
    await isNotAway(t, other((url) => (url.pathname = 'test_none')).$queryRaw`SELECT 1`)
    await isNotAway(t, other((url) => (url.password = 'wrong')).$queryRaw`SELECT 1`)
  })

  await t.test('because of anything else', async (t) => {
    const missingFile = await failure(readFile('/nowhere'))
    t.match(missingFile, { code: 'ENOENT' })
    for (const error of [undefined, null, 'ECONNREFUSED', {}, new Error('no'), missingFile]) {
      t.equal(isDatabaseAway(error), false)
    }
    t.equal(isDatabaseAway(new Error('wrapped', { cause: new Error('Connection terminated') })), true)
  })
})

test("PostgreSQL's code of an error", async (t) => {
  const url = await makeDatabase(t)
  await migrate(url)
  const db = connect(t, url)
  const raise = (code: string) => `DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '${code}'; END $$`

  await t.test('is found below the code that Prisma gives it', async (t) => {
    for (const code of ['22012', '40001', '40P01', '57014', 'P0001', 'XX000']) {
      const error = await failure(db.$executeRawUnsafe(raise(code)))
      t.equal(postgresCodeOf(error), code, String(error))
      t.equal(postgresCodeOf(new Error('wrapped', { cause: error })), code)
    }
    const data = { id: 'x'.repeat(43), data: '{}', expiresAt: new Date() }
    await db.session.create({ data })
    t.equal(postgresCodeOf(await failure(db.session.create({ data }))), '23505')
  })

  await t.test('is found in an error of node-postgres', async (t) => {
    t.equal(postgresCodeOf(await failure(queryRows(db, statement(Type.Never(), raise('40001'))))), '40001')
  })

  await t.test('is no code of Prisma or Node', async (t) => {
    for (const code of ['P2010', 'P2025', 'P1001', 'EPIPE', 'ENOENT'])
      t.equal(postgresCodeOf({ code }), undefined)
  })
})

/** Resolves when a backend waits for a lock. */
async function waitingForLock(pid: number): Promise<void> {
  const sql = `SELECT 1 FROM pg_stat_activity WHERE pid = $1 AND wait_event_type = 'Lock'`
  await until(async () => (await observer.query(sql, [pid])).rowCount, 'the backend waits for a lock')
}

async function isAway(t: Test, query: Promise<unknown>): Promise<void> {
  const error = await failure(query)
  t.equal(isDatabaseAway(error), true, String(error))
}

async function isNotAway(t: Test, query: Promise<unknown>, wanted = {}): Promise<void> {
  const error = await failure(query)
  t.match(error, wanted)
  t.equal(isDatabaseAway(error), false, String(error))
}

/** The error of a query; one that works is an error here. */
async function failure(query: Promise<unknown>): Promise<unknown> {
  try {
    await query
  } catch (error) {
    return error
  }
  throw new Error('The query worked.')
}

/** A port where nobody listens: somebody just did. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
