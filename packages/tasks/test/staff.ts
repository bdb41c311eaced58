import { blueprints, translatorOf } from '@larder/blueprint'
import session from '@larder/session'
import staff from '@larder/staff'
import { staffClient } from '@larder/staff/testing'
// By its name, since what it adds to Fastify's types can be declared once only.
import tasks, { enqueue, listTasks, type TaskFilter, type TaskStatus } from '@larder/tasks'
import tasksStaff from '@larder/tasks/staff'
import { countRowsRead, englishIn, onPostgresql, testApp } from '@larder/testing'
import tap, { type Test, test } from 'tap'
import { COUNT } from './fixtures/tasks-app.js'

const tasksApp = (t: Pick<Test, 'teardown'>, language = 'en') =>
  testApp(
    t,
    [blueprints, { languages: { urls: { '': language } } }],
    session,
    [tasks, { run: false }],
    staff,
    [tasksStaff, { prefix: '/staff/tasks' }]
  )
const app = await tasksApp(tap)

/** A task that was tried for three days. */
async function failedTask(key: string, { db } = app): Promise<number> {
  await enqueue(db, COUNT, { by: 1 }, { key })
  const { id } = await db.task.update({
    where: { dedupeKey: key },
    data: { status: 'failed', attempts: 9, problem: 'The bank is closed.', doneAt: new Date() }
  })
  return id
}

/** @returns their ids, the oldest first */
async function failedTasks(count: number): Promise<number[]> {
  await app.db.task.createMany({ data: rows(count, { status: 'failed' }) })
  const tasks = await app.db.task.findMany({ orderBy: { id: 'asc' }, select: { id: true } })
  return tasks.map(({ id }) => id)
}

function rows(count: number, rest: { status: TaskStatus }) {
  return Array.from({ length: count }, (_, n) => ({
    kind: 'test.count',
    data: '{}',
    dedupeKey: `${JSON.stringify(rest)} ${n}`,
    ...rest
  }))
}

function idsOf({ tasks }: { tasks: { id: number }[] }): number[] {
  return tasks.map(({ id }) => id)
}

test('the page of tasks', async (t) => {
  const client = await staffClient(app, { role: 'staff' })

  await t.test('shows those that could not be done', async (t) => {
    const id = await failedTask('refund:1')
    const failed = { id, kind: 'test.count', key: 'refund:1', problem: 'The bank is closed.', attempts: 9 }
    t.match((await client.get('/staff/tasks')).json().tasks, [failed])
    t.match((await client.visit('/staff/tasks')).body, /The bank is closed\.[\s\S]*Try again: refund:1/)
    t.match((await client.visit('/staff')).body, /One task/)
  })

  await t.test('has a task tried again, which the log of changes tells', async (t) => {
    const id = await failedTask('refund:2')
    t.equal((await client.submit(`/staff/tasks/${id}/retry`)).statusCode, 303)
    t.match(await app.db.task.findUnique({ where: { id } }), { status: 'queued', attempts: 0, doneAt: null })
    const entry = await app.db.auditEntry.findFirstOrThrow({ where: { subjectId: String(id) } })
    t.match(entry, { action: 'tasks.retry', subjectType: 'task' })
  })

  await t.test('leads back to the list as it was', async (t) => {
    const id = await failedTask('refund:4')
    await client.post(`/staff/tasks/${id}/give-up`)
    const { body } = await client.visit('/staff/tasks?status=cancelled')
    t.match(body, `/staff/tasks/${id}/retry?status=cancelled"`)
    const response = await client.submit(`/staff/tasks/${id}/retry?status=cancelled`)
    t.equal(response.headers.location, '/staff/tasks?status=cancelled')
  })

  await t.test('has a task given up, and none that waits', async (t) => {
    const id = await failedTask('refund:3')
    t.equal((await client.post(`/staff/tasks/${id}/give-up`)).statusCode, 200)
    t.match(await app.db.task.findUnique({ where: { id } }), { status: 'cancelled' })
    await enqueue(app.db, COUNT, { by: 1 }, { key: 'waits' })
    const { id: waiting } = await app.db.task.findUniqueOrThrow({ where: { dedupeKey: 'waits' } })
    t.match((await client.post(`/staff/tasks/${waiting}/give-up`)).json(), { code: 'TASKS_ERR_STATUS' })
    t.match((await client.post('/staff/tasks/2000000000/retry')).json(), { code: 'TASKS_ERR_UNKNOWN' })
  })

  await t.test('has older and newer ones on other pages', async (t) => {
    await app.db.task.deleteMany()
    const written = await failedTasks(60)
    const first = (await client.get('/staff/tasks')).json()
    t.same(idsOf(first), written.slice(10).reverse())
    t.match((await client.visit('/staff/tasks')).body, `after=${first.next}" rel="next"`)

    // What has gone meanwhile leads on all the same.
    await app.db.task.delete({ where: { id: first.next } })
    const second = (await client.get(`/staff/tasks?after=${first.next}`)).json()
    t.match(second, { next: null, previous: written[9] })
    t.same(idsOf(second), written.slice(0, 10).reverse())
    const back = (await client.get(`/staff/tasks?before=${second.previous}`)).json()
    t.same(idsOf(back), written.slice(11).reverse())
  })

  await t.test('reads little besides its page, among many', async (t) => {
    await app.db.task.deleteMany()
    const failed = await failedTasks(5)
    await app.db.task.createMany({ data: rows(2_000, { status: 'done' }) })
    const [middle] = await app.db.task.findMany({
      where: { status: 'done' },
      orderBy: { id: 'asc' },
      skip: 1_000,
      take: 1
    })
    const pages: TaskFilter[] = [
      { status: 'failed' },
      { status: 'failed', after: failed.at(-2) },
      { status: 'done' },
      { status: 'done', before: middle?.id },
      // MariaDB first looks which there are of the state, in its index alone.
      ...(onPostgresql ? [{ status: 'done' as const, after: middle?.id }] : [])
    ]
    for (const page of pages) {
      const count = await countRowsRead(app.db, 'tasks', (tx) => listTasks(tx, { limit: 51, ...page }))
      t.ok(count >= 3 && count < 200, `${count} rows for ${JSON.stringify(page)}`)
    }
  })

  await t.test('is nothing for customers', async (t) => {
    const customer = await staffClient(app, { role: 'customer' })
    t.equal((await customer.get('/staff/tasks')).statusCode, 403)
  })
})

test('the page of tasks in Chinese', async (t) => {
  const app = await tasksApp(t, 'zh-Hans')
  const client = await staffClient(app)
  const id = await failedTask('refund:1', app)
  await app.db.task.update({ where: { id }, data: { problem: '550' } })
  t.match((await client.visit('/staff')).body, '1 个任务未能完成')
  const { body } = await client.visit('/staff/tasks')
  t.match(body, 'aria-label="重试：refund:1"')
  t.same(englishIn(body), [])
  t.match((await client.post(`/staff/tasks/${id}/give-up`)).json(), { message: '任务已放弃。' })
  const refused = (await client.post(`/staff/tasks/${id}/give-up`)).json()
  t.equal(translatorOf(app).tError(refused), `任务 ${id} 无法取消：已取消。`)
})
