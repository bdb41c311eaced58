import { countQueries, onPostgresql, replace, testApp } from '@larder/testing'
import { test } from 'tap'
import session, { countAttempt, deleteExpiredSessions, takeBackAttempt } from '../src/index.js'

const MINUTE = 60_000

test('attempts', async (t) => {
  const app = await testApp(t, session)
  const { db } = app
  let now = 1_000 * MINUTE
  replace(t, Date, 'now', () => now)

  t.test('are counted, each kind for itself, until their span ends', async (t) => {
    t.match(await countAttempt(db, 'login anna', MINUTE), { count: 1, left: MINUTE })
    now += 20_000
    t.match(await countAttempt(db, 'login anna', MINUTE), { count: 2, left: 40_000 })
    t.equal((await countAttempt(db, 'login tom', MINUTE)).count, 1)
    t.equal((await countAttempt(db, 'login anna', 2 * MINUTE)).count, 1)
    now += 40_000
    t.match(await countAttempt(db, 'login anna', MINUTE), { count: 1, left: MINUTE })
  })

  t.test('of the same moment are all counted', async (t) => {
    const attempts = await Promise.all(Array.from({ length: 20 }, () => countAttempt(db, 'together', MINUTE)))
    t.same(
      attempts.map(({ count }) => count).sort((one, other) => one - other),
      Array.from({ length: 20 }, (_, index) => index + 1)
    )
  })

  t.test('can be taken back, each in the span that it was counted in', async (t) => {
    const first = await countAttempt(db, 'taken', MINUTE)
    const second = await countAttempt(db, 'taken', MINUTE)
    now += MINUTE
    await countAttempt(db, 'taken', MINUTE)
    await takeBackAttempt(db, second)
    t.equal((await countAttempt(db, 'taken', MINUTE)).count, 2)
    now -= MINUTE
    t.equal((await countAttempt(db, 'taken', MINUTE)).count, 2)
    await takeBackAttempt(db, { ...first, id: 'nowhere' })
  })

  t.test('cost a statement each', async (t) => {
    t.equal(await countQueries(() => countAttempt(db, 'cheap', MINUTE)), 1)
    const attempts = await countAttempt(db, 'cheap', MINUTE)
    t.equal(await countQueries(() => takeBackAttempt(db, attempts)), 1)
  })

  t.test('are forgotten', async (t) => {
    t.ok(await db.rateLimit.count())
    // Their spans ended in 1970.
    await deleteExpiredSessions(app)
    t.equal(await db.rateLimit.count(), 0)
  })

  // MySQL has no UNLOGGED tables.
  if (onPostgresql)
    t.test('do not survive a crash of the server, and cost no log', async (t) => {
      const rows =
        await db.$queryRaw`SELECT relpersistence::text AS kind FROM pg_class WHERE relname = 'rate_limits'`
      t.same(rows, [{ kind: 'u' }])
    })
})
