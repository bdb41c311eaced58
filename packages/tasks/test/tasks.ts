// By its name, since what it adds to Fastify's types can be declared once only.
import {
  cancelTask,
  countTasks,
  deleteOldTasks,
  enqueue,
  listTasks,
  retryTask,
  taskKind
} from '@larder/tasks'
import { replace } from '@larder/testing'
import { test } from 'tap'
import { Type } from 'typebox'
import { claimTasks, renewLeases, repeatTask, returnLostTasks, settleTask } from '../src/queue.js'
import { RETRY_POLICY } from '../src/retry-policy.js'
import { COUNT, tasksApp } from './fixtures/tasks-app.js'

/** What no process has any more. */
const LOST = { giveUp: RETRY_POLICY.giveUp, repeating: [], own: [] }
const LATER = new Date(Date.now() + 24 * 60 * 60 * 1_000)

test('a task', async (t) => {
  const counted: number[] = []
  let fails: Error | undefined
  const app = await tasksApp(
    t,
    (app) => {
      app.tasks.add(COUNT, async ({ by }) => {
        if (fails) throw fails
        counted.push(by)
      })
    },
    { run: false }
  )
  const { db } = app
  /** What became of the tasks of this test, without the app's own that repeat. */
  const runDue = async (dueBy?: Date) => {
    const runs = await app.tasks.runDue(dueBy)
    return runs.filter(({ key }) => !key.startsWith('every:'))
  }
  t.beforeEach(async () => {
    fails = undefined
    counted.length = 0
    await db.task.deleteMany()
  })

  t.test('is there if the transaction is committed, and only then', async (t) => {
    const failing = db.$transaction(async (tx) => {
      await enqueue(tx, COUNT, { by: 1 })
      throw new Error('No.')
    })
    await t.rejects(failing, { message: 'No.' })
    await db.$transaction((tx) => enqueue(tx, COUNT, { by: 2 }))
    t.match(await runDue(), [{ kind: 'test.count', status: 'done' }])
    t.same(counted, [2])
    t.match(await listTasks(db, { kind: 'test.count' }), [
      { status: 'done', attempts: 1, problem: null, doneAt: Date }
    ])
    t.same(await runDue(), [], 'and once')
  })

  t.test('of a key is written once, done or not, until old ones are deleted', async (t) => {
    const write = () => enqueue(db, COUNT, { by: 1 }, { key: 'count:1' })
    t.same(await write(), { outcome: 'queued' })
    t.same(await write(), { outcome: 'known' })
    await runDue()
    t.same(await write(), { outcome: 'known' })
    await deleteOldTasks(db, 60_000)
    t.same(await write(), { outcome: 'known' })
    await deleteOldTasks(db, -60_000)
    t.same(await write(), { outcome: 'queued' })
  })

  t.test('of a key that another transaction is writing waits for that', async (t) => {
    const [second] = await db.$transaction(async (tx) => {
      await enqueue(tx, COUNT, { by: 1 }, { key: 'count:1' })
      // In an array, so that the transaction does not wait for it.
      return [enqueue(db, COUNT, { by: 1 }, { key: 'count:1' })]
    })
    t.same(await second, { outcome: 'known' })
  })

  t.test('is not done before it is due', async (t) => {
    const dueAt = new Date(Date.now() + 60_000)
    await enqueue(db, COUNT, { by: 1 }, { dueAt })
    t.same(await runDue(), [])
    t.match(await runDue(dueAt), [{ status: 'done' }])
  })

  t.test('that fails is tried again after a pause', async (t) => {
    fails = new Error('The provider is away.\0')
    await enqueue(db, COUNT, { by: 1 }, { key: 'count:1' })
    t.match(await runDue(), [{ key: 'count:1', status: 'queued', problem: fails.message }])
    t.match(await listTasks(db, { kind: 'test.count', status: 'queued' }), [
      { attempts: 1, problem: 'The provider is away.' }
    ])
    fails = undefined
    t.match(await runDue(LATER), [{ status: 'done' }])
    t.match(await listTasks(db, { kind: 'test.count' }), [{ status: 'done', attempts: 2, problem: null }])
  })

  t.test('is given up when it is old and was tried five times', async (t) => {
    fails = new Error('€'.repeat(600))
    await enqueue(db, COUNT, { by: 1 }, { dueAt: new Date(Date.now() - RETRY_POLICY.giveUp - 60_000) })
    const statuses: unknown[] = []
    for (let attempt = 1; attempt <= 5; attempt++) {
      const [run] = await runDue(LATER)
      statuses.push(run?.status)
    }
    t.same(statuses, ['queued', 'queued', 'queued', 'queued', 'failed'])
    const [task] = await listTasks(db, { status: 'failed' })
    t.equal(task?.problem, '€'.repeat(500))
    t.match(await countTasks(db), { waiting: 0, oldest: 0, failed: 1 })

    fails = undefined
    await retryTask(db, task?.id ?? 0)
    t.match(await runDue(), [{ status: 'done' }])
    await t.rejects(retryTask(db, task?.id ?? 0), { code: 'TASKS_ERR_STATUS', message: /it is done/ })
    await t.rejects(retryTask(db, 0), { code: 'TASKS_ERR_UNKNOWN' })
  })

  t.test('that waits can be cancelled, and tried after all', async (t) => {
    await enqueue(db, COUNT, { by: 1 })
    const [{ id } = { id: 0 }] = await listTasks(db, { kind: 'test.count' })
    await cancelTask(db, id)
    t.same(await runDue(LATER), [])
    await t.rejects(cancelTask(db, id), { code: 'TASKS_ERR_STATUS' })
    t.match(await countTasks(db), { failed: 0 })
    await retryTask(db, id)
    t.match(await runDue(), [{ status: 'done' }])
  })

  t.test('that failed or waits is cancelled, and its key is free when it is deleted', async (t) => {
    const write = () => enqueue(db, COUNT, { by: 1 }, { key: 'count:1' })
    await write()
    await db.task.updateMany({ where: { kind: 'test.count' }, data: { status: 'failed', problem: 'No.' } })
    const [{ id } = { id: 0 }] = await listTasks(db, { kind: 'test.count' })
    await cancelTask(db, id)
    t.match(await listTasks(db, { status: 'cancelled' }), [{ id, problem: 'No.', doneAt: Date }])
    t.same(await write(), { outcome: 'known' })
    await deleteOldTasks(db, -60_000)
    t.same(await write(), { outcome: 'queued' })
  })

  t.test('waits in the figures from when it is due', async (t) => {
    const seconds = (count: number) => new Date(Date.now() + count * 1_000)
    for (const dueAt of [seconds(-90), seconds(-30), seconds(60)]) {
      await enqueue(db, COUNT, { by: 1 }, { dueAt })
    }
    const { waiting, oldest } = await countTasks(db)
    t.equal(waiting, 2)
    t.ok(oldest >= 90 && oldest < 120, `${oldest}`)
  })

  t.test('of a kind that only another version knows is left to that', async (t) => {
    await enqueue(db, taskKind('test.new', Type.Null()), null)
    t.same(await runDue(), [])
    t.match(await listTasks(db, { kind: 'test.new' }), [{ status: 'queued' }])
  })

  t.test('with data of another version fails, and says where', async (t) => {
    await enqueue(db, taskKind('test.count', Type.Object({ by: Type.String() })), { by: 'two' })
    t.match(await runDue(), [{ status: 'queued', problem: /'test.count'.*\/by must be integer/ }])
  })

  t.test('cannot be written with what no column holds, or its schema refuses', async (t) => {
    const text = taskKind('test.text', Type.String())
    await t.rejects(enqueue(db, text, 'é'.repeat(30_001)), { code: 'TASKS_ERR_TOO_LARGE' })
    await t.rejects(enqueue(db, COUNT, { by: 0.5 }), {
      code: 'TASKS_ERR_DATA',
      message: /\/by must be integer/
    })
    // @ts-expect-error: what may be undefined is no number.
    await t.rejects(enqueue(db, COUNT, { by: undefined as number | undefined }), { code: 'TASKS_ERR_DATA' })
    for (const key of ['', 'k'.repeat(129)]) {
      await t.rejects(enqueue(db, text, '', { key }), { code: 'TASKS_ERR_NAME' })
    }
    for (const name of ['', 'n'.repeat(65)]) {
      t.throws(() => taskKind(name, Type.Null()), { code: 'TASKS_ERR_NAME' })
    }
    t.throws(() => app.tasks.add(COUNT, async () => {}), { code: 'TASKS_ERR_KIND_TAKEN' })
  })
})

test('a claim', async (t) => {
  const { db } = await tasksApp(t, () => {}, { run: false })
  const claim = (lease: number, except: number[] = [], by = db) =>
    claimTasks(by, { kinds: ['test.count'], except, most: 10, lease, dueBy: new Date() })
  t.beforeEach(async () => {
    await db.task.deleteMany()
    await enqueue(db, COUNT, { by: 1 })
  })

  t.test('of many at the same moment is one’s alone', async (t) => {
    for (let by = 2; by <= 20; by++) await enqueue(db, COUNT, { by })
    const claims: { id: number }[] = []
    while (claims.length < 20) {
      claims.push(...(await Promise.all([1, 2, 3, 4].map(() => claim(60_000)))).flat())
    }
    t.equal(new Set(claims.map(({ id }) => id)).size, 20)
    t.equal(claims.length, 20)
  })

  t.test('looks again where others took all that it found', async (t) => {
    let taken: unknown[] = []
    const findMany = async (query: Parameters<typeof db.task.findMany>[0]) => {
      const rows = await db.task.findMany(query)
      if (taken.length > 0) return rows
      taken = await claim(60_000)
      await enqueue(db, COUNT, { by: 2 }, { dueAt: new Date(0) })
      return rows
    }
    const slower = { ...db, task: { findMany, updateMany: db.task.updateMany } } as unknown as typeof db
    t.match(await claim(60_000, [], slower), [{ data: '{"by":2}' }])
    t.equal(taken.length, 1)
  })

  t.test('takes no task that repeats and was run since it was found', async (t) => {
    const findMany = async (query: Parameters<typeof db.task.findMany>[0]) => {
      const rows = await db.task.findMany(query)
      for (const task of await claim(60_000)) await repeatTask(db, task, LATER)
      return rows
    }
    const late = { ...db, task: { findMany, updateMany: db.task.updateMany } } as unknown as typeof db
    t.same(await claim(60_000, [], late), [])
    t.match(await listTasks(db), [{ status: 'queued', dueAt: LATER }])
  })

  t.test('ends with its lease, unless that is renewed', async (t) => {
    const [task] = await claim(-1)
    t.ok(task)
    if (!task) return
    await renewLeases(db, [task.id], 60_000)
    await returnLostTasks(db, LOST)
    t.same(await claim(60_000), [], 'it is kept')
    await renewLeases(db, [task.id], -1)
    await returnLostTasks(db, { ...LOST, own: [task.id] })
    t.same(await claim(60_000), [], 'it is not taken for that of another process')
    await returnLostTasks(db, LOST)
    t.match(await claim(60_000), [{ id: task.id, attempts: 2 }], 'another has it')

    await settleTask(db, task, { status: 'queued', problem: 'late', dueAt: new Date() })
    t.match(await listTasks(db), [{ status: 'running', attempts: 2 }], 'a late failure counts no more')
    await settleTask(db, task, { status: 'done' })
    t.match(await listTasks(db), [{ status: 'done' }], 'a late success does')
  })

  t.test('is by the database’s clock', async (t) => {
    await claim(60_000)
    const { now } = Date
    class FastDate extends Date {
      constructor(...given: [number] | []) {
        super(given[0] ?? now() + 600_000)
      }
      static override now = () => now() + 600_000
    }
    const restore = replace(t, globalThis, 'Date', FastDate)
    await returnLostTasks(db, LOST)
    restore()
    t.match(await listTasks(db), [{ status: 'running' }])
  })

  t.test('of a task that ends its process each time is given up', async (t) => {
    for (let attempt = 1; attempt <= 5; attempt++) {
      t.match(await claim(-1), [{ attempts: attempt }])
      await returnLostTasks(db, { ...LOST, giveUp: -60_000 })
    }
    t.match(await listTasks(db), [{ status: 'failed', problem: 'The process ended each time.' }])
  })
})
