import database from '@larder/database'
import { onPostgresql, replace, type TestApp, testApp } from '@larder/testing'
import Fastify, { type FastifyInstance } from 'fastify'
import { type Test, test } from 'tap'
import session, { deleteExpiredSessions, flash, renewSession, signOutEverywhere } from '../src/index.js'
import visitors from './fixtures/visitors.js'

const ANNA = { id: 1, name: 'Anna', role: 'customer' }
const HOUR = 3_600_000

test('deleteExpiredSessions deletes those whose time is over, and no other', async (t) => {
  const app = await testApp(t, session)
  await createSessions(app)
  await deleteExpiredSessions(app)
  t.same(await sessionIds(app), ['current'])
})

test('what hangs on sessions goes with them, however many there are', async (t) => {
  const app = await testApp(t, session)
  const row = (id: number) => ({ id: `over ${id}`, data: '{}', expiresAt: new Date(Date.now() - 1) })
  await app.db.session.createMany({ data: Array.from({ length: 2_500 }, (_, id) => row(id)) })
  const told: string[] = []
  app.onSessionsEnd(async (tx, ids) => {
    t.equal(await tx.session.count({ where: { id: { in: ids } } }), ids.length, 'while they are there')
    told.push(...ids)
  })
  await deleteExpiredSessions(app)
  t.equal(new Set(told).size, 2_500)
  t.same(await sessionIds(app), [])
})

test('an expired session cannot be used again by a request that found it', async (t) => {
  const app = await testApp(t, session, async (app: FastifyInstance) => {
    app.get('/begin', async (request) => flash(request, 'first'))
    app.get('/late', async (request) => {
      await app.db.session.updateMany({ data: { expiresAt: new Date(Date.now() - 1) } })
      flash(request, 'late')
    })
  })
  const client = app.client()
  await client.get('/begin')
  await client.get('/late')
  await deleteExpiredSessions(app)
  t.same(await sessionIds(app), [])
})

test('a visitor stays signed in while the Unix socket of the database is gone', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(database, { url: 'postgresql://larder@localhost/larder?host=/nowhere' })
  await app.register(session)
  app.get('/', async () => '')
  await app.ready()
  const headers = { cookie: `session=${'v'.repeat(32)}` }
  const response = await app.inject({ url: '/', headers })
  t.equal(response.statusCode, 500)
  t.equal(response.headers['set-cookie'], undefined)
})

test('a session that gets another id', async (t) => {
  const app = await testApp(t, session, visitors, async (app: FastifyInstance) => {
    app.get('/prove', async (request) => {
      request.session.secondFactorAt = Date.now()
      await renewSession(request)
    })
    app.get('/prove-late', async (request) => {
      await signOutEverywhere(app.db, ANNA.id)
      await renewSession(request)
    })
  })
  const client = app.client()

  await t.test('ends when it would have ended', async (t) => {
    await client.post('/sign-in', ANNA)
    const begun = new Date(Date.now() - HOUR)
    await app.db.session.updateMany({ data: { createdAt: begun } })
    const [former] = await sessionIds(app)
    await client.get('/prove')
    const [renewed, ...others] = await app.db.session.findMany()
    t.match(renewed, { createdAt: begun, userId: ANNA.id, data: /secondFactorAt/ })
    t.not(renewed?.id, former)
    t.same(others, [])
    t.match((await client.get('/')).json(), { user: ANNA })
  })

  await t.test('ends when its user logs out at the same moment', async (t) => {
    const { updateMany } = app.db.session
    Object.assign(app.db.session, {
      async updateMany(args: Parameters<typeof updateMany>[0]) {
        Object.assign(app.db.session, { updateMany })
        await client.post('/sign-out')
        return updateMany(args)
      }
    })
    await client.get('/prove')
    t.same(await sessionIds(app), [])
    await client.post('/sign-in', ANNA)
  })

  await t.test('does not begin anew when it was ended meanwhile', async (t) => {
    await client.get('/prove-late')
    t.same(await sessionIds(app), [])
    t.same((await client.get('/')).json(), { user: null })
  })
})

if (onPostgresql) {
  test('a visitor who comes back after a while', async (t) => {
    const app = await testApp(t, session, visitors)
    const client = app.client()
    await client.post('/sign-in', ANNA)
    await app.db.session.updateMany({ data: { usedAt: new Date(Date.now() - 6 * 60_000) } })

    t.test('is served while the database takes no writes', async (t) => {
      for (const state of ['25006', '53100']) {
        await refuseUpdates(app, state)
        t.match((await client.get('/')).json(), { user: ANNA }, state)
      }
    })

    t.test('is told of any other fault of the write', async (t) => {
      await refuseUpdates(app, '22012')
      await t.rejects(client.get('/'), { cause: { message: /refused/ } })
    })
  })
}

/** Has the database refuse to change sessions, with this state of SQL. */
async function refuseUpdates({ db }: TestApp, state: string): Promise<void> {
  await db.$executeRawUnsafe(`CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = '${state}'; END $$`)
  await db.$executeRaw`CREATE OR REPLACE TRIGGER refuse BEFORE UPDATE ON sessions
    FOR EACH ROW EXECUTE FUNCTION refuse()`
}

test('expired sessions', async (t) => {
  replace(t, Math, 'random', () => 0.1)

  await t.test('are deleted some time in the first hour and then every hour', async (t) => {
    const timers = recordTimers(t)
    const app = await testApp(t, session)
    for (const [index, wanted] of [HOUR / 4, HOUR, HOUR].entries()) {
      const timer = timers[index]
      t.equal(timer?.delay, wanted)
      await createSessions(app)
      await timer?.work()
      t.same(await sessionIds(app), ['current'])
    }
  })

  await t.test('are left alone once the app is closed', async (t) => {
    const timers = recordTimers(t)
    const app = await testApp(t, session)
    await timers[0]?.work()
    t.same(
      timers.map(({ cleared }) => cleared),
      [false, false]
    )
    await app.close()
    t.equal(timers[1]?.cleared, true)
    t.ok(timers[1]?.unreferenced, 'and the process does not wait for it')
  })

  await t.test('that cannot be deleted stop nothing, and are tried again', async (t) => {
    const timers = recordTimers(t)
    const app = await testApp(t, session)
    const warned = t.capture(app.log, 'warn')
    await app.db.$executeRaw`ALTER TABLE sessions RENAME TO gone`
    await timers[0]?.work()
    t.equal(warned().length, 1)
    t.equal(timers[1]?.delay, HOUR)
  })
})

interface Timer {
  delay: number
  work: () => Promise<void>
  cleared: boolean
  unreferenced: boolean
  unref(): Timer
}

/** Keeps the timers of a minute and more from running by themselves; the test runs them. */
function recordTimers(t: Test): Timer[] {
  const timers: Timer[] = []
  const { setTimeout, clearTimeout } = globalThis
  const set = new Proxy(setTimeout, {
    apply: (real, self, args: Parameters<typeof start>) => start(...args) ?? Reflect.apply(real, self, args)
  })
  const clear = new Proxy(clearTimeout, {
    apply: (real, self, args: unknown[]) => stop(args[0]) ?? Reflect.apply(real, self, args)
  })
  replace(t, globalThis, 'setTimeout', set)
  replace(t, globalThis, 'clearTimeout', clear)
  return timers

  function start(work: Timer['work'], delay: number): Timer | undefined {
    if (!(delay >= 60_000)) return undefined
    const timer: Timer = { delay, work, cleared: false, unreferenced: false, unref }
    timers.push(timer)
    return timer

    function unref(): Timer {
      timer.unreferenced = true
      return timer
    }
  }

  function stop(timer: unknown): true | undefined {
    const known = timers.find((one) => one === timer)
    if (known) known.cleared = true
    return known && true
  }
}

async function createSessions(app: TestApp): Promise<void> {
  await app.db.session.deleteMany()
  const row = (id: string, milliseconds: number) => ({
    id,
    data: '{}',
    expiresAt: new Date(Date.now() + milliseconds)
  })
  await app.db.session.createMany({ data: [row('over', -1), row('long over', -HOUR), row('current', HOUR)] })
}

async function sessionIds({ db }: TestApp): Promise<string[]> {
  return (await db.session.findMany({ select: { id: true } })).map(({ id }) => id.trim())
}
