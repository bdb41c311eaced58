import { test } from 'tap'
import { Type } from 'typebox'
import { poolFigures } from '../src/client.js'
import { queryRows, statement } from '../src/query-rows.js'
import { backendOf, connect, makeDatabase, migrate } from './fixtures/own-database.js'

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
    const db = connect(t, url, { poolSize: 1, statementTimeout: 50 })
    await t.rejects(db.$queryRaw`SELECT pg_sleep(60)::text`, /statement timeout/)
    t.ok(await backendOf(db), 'and is ready for the next')
    t.same(await connect(t, url).$queryRaw`SHOW statement_timeout`, [{ statement_timeout: '10s' }])
  })

  await t.test('tells of its connections', async (t) => {
    const db = connect(t, url, { poolSize: 1 })
    t.same(poolFigures(db), { busy: 0, idle: 0, waiting: 0 }, 'it has none before the first query')
    await db.$transaction(async () => {
      const late = backendOf(db)
      while (poolFigures(db).waiting === 0) await new Promise(setImmediate)
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
    const sleep = () => db.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid, pg_sleep(0.02)::text`
    const rows = (await Promise.all([1, 2, 3, 4, 5, 6].map(sleep))).flat()
    t.equal(new Set(rows.map((row) => row.pid)).size, 2)
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
