import { until } from '@larder/until'
import pg from 'pg'
import { test } from 'tap'
import { Type } from 'typebox'
import { poolFigures } from '../src/client.js'
import { Prisma } from '../src/generated/client.js'
import { inTransaction, rollBack } from '../src/in-transaction.js'
import { queryRows } from '../src/query-rows.js'
import { statement } from '../src/statement.js'
import { backendOf, connect, makeDatabase, migrate, observer } from './fixtures/own-database.js'

test('a client', async (t) => {
  const url = await makeDatabase(t)
  await migrate(url)

  await t.test('prepares a statement once and uses it again', async (t) => {
    const db = connect(t, url, { poolSize: 1 })
    for (const id of ['a', 'b', 'c']) await db.session.findUnique({ where: { id } })
    const prepared = await db.$queryRaw`
      SELECT name, (generic_plans + custom_plans)::int AS used FROM pg_prepared_statements
      WHERE statement LIKE '%"sessions"%' AND statement NOT LIKE '%pg_prepared%'`
    t.match(prepared, [{ name: /^larder_0_[\w-]{43}$/, used: 3 }])
  })

  await t.test('prepares no more than 500 statements, and runs the others too', async (t) => {
    const db = connect(t, url, { poolSize: 1 })
    for (let number = 0; number < 520; number++) {
      t.same(await db.$queryRawUnsafe(`SELECT ${number} AS number`), [{ number }])
    }
    const prepared = await db.$queryRaw`SELECT count(*)::int AS count FROM pg_prepared_statements`
    t.same(prepared, [{ count: 500 }])
  })

  await t.test('has a statement cancelled that takes too long', async (t) => {
    const db = connect(t, url, { poolSize: 1, statementTimeout: 1_000 })
    await t.rejects(db.$queryRaw`SELECT pg_sleep(60)::text`, /statement timeout/)
    t.ok(await backendOf(db), 'and is ready for the next')
    t.same(await connect(t, url).$queryRaw`SHOW statement_timeout`, [{ statement_timeout: '10s' }])
  })

  await t.test('tells of its connections', async (t) => {
    const db = connect(t, url, { poolSize: 1 })
    t.same(poolFigures(db), { busy: 0, idle: 0, waiting: 0 }, 'it has none before the first query')
    await db.$transaction(async () => {
      const late = backendOf(db)
      await until(() => poolFigures(db).waiting > 0, 'a query waits for a connection')
      t.same(poolFigures(db), { busy: 1, idle: 0, waiting: 1 })
      late.catch(() => {})
    })
    await backendOf(db)
    t.same(poolFigures(db), { busy: 0, idle: 1, waiting: 0 })
  })

  await t.test('takes and gives times in UTC, past Prisma and in a transaction', async (t) => {
    const db = connect(t, url)
    const later = statement(
      Type.Object({ at: Type.Unsafe<Date>({}) }),
      "SELECT $1::timestamp + interval '1 hour' AS at"
    )
    const noon = new Date('2026-03-29T00:30:00.500Z')
    const expected = [{ at: new Date('2026-03-29T01:30:00.500Z') }]
    t.same(await queryRows(db, later, [noon]), expected)
    t.same(await db.$transaction((tx) => queryRows(tx, later, [noon])), expected)
  })

  await t.test('holds no more connections than it may', async (t) => {
    const db = connect(t, url, { poolSize: 2 })
    const lock = new pg.Client(url.href)
    await lock.connect()
    t.teardown(() => lock.end())
    await lock.query('SELECT pg_advisory_lock(1)')
    const wait = () =>
      db.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid, pg_advisory_xact_lock(1)::text`
    const waiting = Promise.all([1, 2, 3, 4, 5, 6].map(wait))
    const both = `SELECT FROM pg_stat_activity WHERE datname = '${url.pathname.slice(1)}' AND wait_event = 'advisory'`
    await until(async () => (await observer.query(both)).rowCount === 2, 'two statements wait for the lock')
    t.same(poolFigures(db), { busy: 2, idle: 0, waiting: 4 })
    await lock.query('SELECT pg_advisory_unlock(1)')
    t.equal(new Set((await waiting).flat().map((row) => row.pid)).size, 2)
  })
})

test('?schema= names another schema', async (t) => {
  const url = await makeDatabase(t)
  await migrate(url, 'shop')
  const elsewhere = connect(t, url)
  url.searchParams.set('schema', 'shop')
  const db = connect(t, url)
  const [id, expiresAt] = ['x'.repeat(43), new Date()]
  await db.session.create({ data: { id, data: '{}', expiresAt } })
  t.same(await db.$queryRaw`SELECT id FROM shop.sessions`, [{ id }])
  t.same(await db.$queryRaw`SELECT id FROM sessions`, [{ id }], 'also to SQL of our own')
  await t.rejects(elsewhere.session.count(), { code: 'P2021' })
})

test('a URL may leave the host out, as for a Unix socket', async (t) => {
  const url = await makeDatabase(t)
  const host = url.searchParams.get('host') ?? url.hostname
  const { username, password, pathname, port } = url
  const rest = `${pathname}?host=${host}&port=${port || 5432}`
  t.ok(await backendOf(connect(t, `postgresql://${username}:${password}@${rest}`)))
  t.ok(await backendOf(connect(t, `postgresql://${rest}&user=${username}&password=${password}`)))
})

test('inTransaction', async (t) => {
  const url = await makeDatabase(t)
  const db = connect(t, url, { poolSize: 2 })
  await db.$executeRaw`CREATE TABLE counters (id int PRIMARY KEY, value int NOT NULL)`
  const reset = async () => {
    await db.$executeRaw`TRUNCATE counters`
    await db.$executeRaw`INSERT INTO counters VALUES (1, 0), (2, 0)`
  }
  const read = () => db.$queryRaw`SELECT value FROM counters ORDER BY id`
  t.beforeEach(reset)

  await t.test('does the work again that a deadlock ended', async (t) => {
    let arrived = 0
    let open = () => {}
    const both = new Promise<void>((resolve) => {
      open = resolve
    })
    const count = (first: number, second: number) =>
      inTransaction(db, async (tx) => {
        await tx.$executeRaw`UPDATE counters SET value = value + 1 WHERE id = ${first}`
        arrived += 1
        if (arrived === 2) open()
        await both
        await tx.$executeRaw`UPDATE counters SET value = value + 1 WHERE id = ${second}`
      })
    await Promise.all([count(1, 2), count(2, 1)])
    // Or more often: what begins anew may be faster than the other one wakes up.
    t.ok(arrived > 2, 'one of them came again')
    t.same(await read(), [{ value: 2 }, { value: 2 }])
  })

  await t.test('fails by the statement that takes too long, not by a time of its own', async (t) => {
    const db = connect(t, url, { poolSize: 1, statementTimeout: 1_000 })
    const slow = inTransaction(db, (tx) => tx.$queryRaw`SELECT pg_sleep(60)::text`)
    await t.rejects(slow, /statement timeout/)
    t.ok(await inTransaction(db, backendOf), 'and the next works')
  })

  await t.test('takes all back and returns why', async (t) => {
    const outcome = await inTransaction(db, async (tx) => {
      await tx.$executeRaw`UPDATE counters SET value = 7`
      return Math.random() < 2 ? rollBack({ outcome: 'short' }) : { outcome: 'placed' }
    })
    t.same(outcome, { outcome: 'short' })
    t.same(await read(), [{ value: 0 }, { value: 0 }])
  })

  await t.test('returns what was committed', async (t) => {
    const changed = await inTransaction(db, (tx) => tx.$executeRaw`UPDATE counters SET value = 7`)
    t.equal(changed, 2)
    t.same(await read(), [{ value: 7 }, { value: 7 }])
  })

  await t.test('passes on an error without details, as of a connection that broke', async (t) => {
    const { PrismaClientKnownRequestError } = Prisma
    const broke = new PrismaClientKnownRequestError('Closed.', { code: 'P1017', clientVersion: '7' })
    const work = inTransaction(db, async () => {
      throw broke
    })
    await t.rejects(work, { code: 'P1017' })
  })

  await t.test('gives up after three repeats, and repeats nothing else', async (t) => {
    for (const [code, attempts] of [
      ['40001', 4],
      ['40P01', 4],
      ['P0001', 1]
    ] as const) {
      let tries = 0
      const work = inTransaction(db, (tx) => {
        tries += 1
        return tx.$executeRawUnsafe(`DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '${code}'; END $$`)
      })
      await t.rejects(work)
      t.equal(tries, attempts, code)
    }
  })
})
