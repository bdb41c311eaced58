import { EventEmitter, once } from 'node:events'
import database from '@larder/database'
// By its name, since what it adds to Fastify's types can be declared once only.
import tasks, { enqueue, listTasks } from '@larder/tasks'
import { replace } from '@larder/testing'
import Fastify, { type FastifyInstance } from 'fastify'
import { test } from 'tap'
import { COUNT, tasksApp } from './fixtures/tasks-app.js'

test('what is done every hour', async (t) => {
  const HOUR = 60 * 60 * 1_000
  let times = 0
  let fails = false
  const app = await tasksApp(
    t,
    (app) => {
      app.tasks.every('test.hourly', HOUR, async () => {
        if (fails) throw new Error('Not now.')
        times += 1
      })
      for (const interval of [0, -1, Number.NaN]) {
        t.throws(() => app.tasks.every('test.never', interval, async () => {}), {
          code: 'TASKS_ERR_INTERVAL'
        })
      }
      t.throws(() => app.tasks.every('test.hourly', HOUR, async () => {}), { code: 'TASKS_ERR_KIND_TAKEN' })
    },
    { run: false }
  )
  const find = async () => {
    const [task] = await listTasks(app.db, { kind: 'test.hourly' })
    return task
  }

  const start = Date.now()
  t.same(await app.tasks.runDue(new Date(start - 1)), [], 'is not done at once')
  const first = (await find())?.dueAt.getTime() ?? 0
  t.ok(first >= start && first <= Date.now() + HOUR)

  const next = new Date(start + 2 * HOUR)
  await app.tasks.runDue(next)
  t.equal(times, 1)
  t.match(await find(), { status: 'queued', attempts: 0, dueAt: new Date(first + HOUR) })

  fails = true
  for (let attempt = 1; attempt <= 7; attempt++) {
    await app.tasks.runDue(new Date(start + 100 * 24 * HOUR))
    t.match(await find(), { status: 'queued', attempts: attempt }, 'is never given up')
  }
  t.equal(await app.db.task.count({ where: { kind: 'test.hourly' } }), 1)

  await app.db.task.updateMany({ data: { dueAt: new Date(start + 1_000 * HOUR) } })
  await app.tasks.runDue(new Date(start - 1))
  const sooner = (await find())?.dueAt.getTime() ?? 0
  t.ok(sooner <= Date.now() + HOUR, 'comes sooner where the interval has become shorter')
})

test('an app that runs tasks', async (t) => {
  const observer = await tasksApp(t, () => {}, { run: false })
  const url = observer.databaseUrl
  t.beforeEach(async () => void (await observer.db.task.deleteMany()))

  t.test('does so soon, each once, beside others', async (t) => {
    const done: number[] = []
    const events = new EventEmitter()
    const register = (app: FastifyInstance) =>
      app.tasks.add(COUNT, async ({ by }) => {
        done.push(by)
        events.emit('done')
      })
    const app = await tasksApp(t, register, { url })
    const other = await tasksApp(t, register, { url })
    const numbers = Array.from({ length: 40 }, (_, index) => index)
    await app.db.$transaction(async (tx) => {
      for (const by of numbers) await enqueue(tx, COUNT, { by })
    })
    while (done.length < numbers.length) await once(events, 'done')
    await Promise.all([app.close(), other.close()])
    t.same(
      done.sort((one, other) => one - other),
      numbers
    )
  })

  t.test('lets those in progress end when it closes', async (t) => {
    const events = new EventEmitter()
    const begun = once(events, 'begun')
    const work = async () => {
      events.emit('begun')
      await once(events, 'go')
    }
    const app = await tasksApp(t, (app) => app.tasks.add(COUNT, work), { url })
    await enqueue(app.db, COUNT, { by: 1 })
    await begun
    const closed = app.close()
    events.emit('go')
    await closed
    t.match(await listTasks(observer.db, { kind: 'test.count' }), [{ status: 'done' }])
  })

  t.test('aborts those that take too long then, which are tried again', async (t) => {
    const events = new EventEmitter()
    const begun = once(events, 'begun')
    const app = await tasksApp(
      t,
      (app) =>
        app.tasks.add(COUNT, async (_data, { key, signal }) => {
          events.emit('begun', key)
          await once(signal, 'abort')
        }),
      { url, policy: { closeTimeout: 20 } }
    )
    await enqueue(app.db, COUNT, { by: 1 }, { key: 'count:1' })
    t.same(await begun, ['count:1'])
    await app.close()
    t.match(await listTasks(observer.db, { kind: 'test.count' }), [
      { status: 'queued', attempts: 1, problem: 'The process is ending.' }
    ])
  })

  t.test('aborts an attempt that takes too long', async (t) => {
    const app = await tasksApp(
      t,
      (app) => app.tasks.add(COUNT, async () => void (await new Promise(() => {}))),
      { url, run: false, policy: { attempt: 20 } }
    )
    await enqueue(app.db, COUNT, { by: 1 })
    t.match(await app.tasks.runDue(), [{ status: 'queued', problem: 'It took too long.' }])
  })

  t.test('outlives a database that is away, and says so once', async (t) => {
    const events = new EventEmitter()
    const app = await tasksApp(t, (app) => app.tasks.add(COUNT, async () => void events.emit('done')), {
      url
    })
    const warned: unknown[] = []
    const away = once(events, 'away')
    replace(t, app.log, 'warn', (...args: unknown[]) => {
      warned.push(args.at(-1))
      events.emit('away')
    })
    await app.db.$executeRaw`ALTER TABLE tasks RENAME TO gone`
    await away
    await app.db.$executeRaw`ALTER TABLE gone RENAME TO tasks`
    const done = once(events, 'done')
    await enqueue(app.db, COUNT, { by: 1 })
    await done
    t.same(warned, ['The queue of tasks cannot be read. It is tried again.'])
  })

  t.test('refuses a second plugin of its name', async (t) => {
    const app = Fastify().register(database, { url: 'postgresql://larder@127.0.0.1:1/larder' })
    t.teardown(() => app.close())
    app.register(tasks, { run: false }).register(tasks, { run: false })
    await t.rejects(async () => app.ready(), { code: 'BLUEPRINT_ERR_DECORATION_TAKEN' })
  })
})
