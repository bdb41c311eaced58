import { storeOrder } from '@larder/orders/testing'
import { cancelTask, enqueue, taskKind } from '@larder/tasks'
import { freshDatabase, lockTable } from '@larder/testing'
import { until } from '@larder/until'
import { test } from 'tap'
import { Type } from 'typebox'
import { createServer } from '../src/server.js'
import { readConfig } from '../src/settings/read-config.js'
import { keepLast } from '../src/shop/metrics/shared-gauges.js'

const { config } = readConfig({
  flags: { logLevel: 'silent', poolSize: '2', maxEventLoopDelay: '0' },
  env: {}
})
const logs = { error: process.stderr, reopen() {}, close() {} }

test('GET /metrics', async (t) => {
  const url = await freshDatabase(t)
  const app = createServer(config, url, logs)
  t.teardown(() => app.close())
  const figures = async () => readFigures((await app.inject('/metrics')).body)
  // On a busy machine the first connections may come late.
  await until(async () => (await app.inject('/readyz')).statusCode === 200, 'the database is connected')

  t.test('knows the orders, once a minute', async (t) => {
    await storeOrder(app.db, { paid: 238, payment: 'paid' })
    await storeOrder(app.db, { paid: 238, refunded: 38, payment: 'part_refunded', status: 'cancelled' })
    await storeOrder(app.db, { paid: 238, payment: 'paid' })
    const found = await figures()
    t.equal(found['larder_orders{status="placed",payment="paid",delivery="open"}'], 2)
    t.equal(found['larder_orders{status="cancelled",payment="part_refunded",delivery="open"}'], 1)
    t.equal(found['larder_revenue_minor_units{currency="EUR"}'], 676)
  })

  t.test('counts visits by the pattern of their route', async (t) => {
    for (const slug of ['apples', 'pears', 'x?y=<z>']) await app.inject(`/goods/${slug}`)
    for (const path of ['/nowhere', '/elsewhere']) await app.inject(path)
    const found = await figures()
    t.equal(found['http_requests_total{method="GET",route="/goods/:slug",status="404"}'], 3)
    t.equal(found['http_request_duration_seconds_count{method="GET",route="/goods/:slug"}'], 3)
    t.equal(found['http_requests_total{method="GET",route="none",status="404"}'], 2)
    t.notOk(Object.keys(found).some((name) => /apples|nowhere/.test(name)))
  })

  t.test('does not count probes, itself among them', async (t) => {
    await app.inject('/readyz')
    t.notOk(Object.keys(await figures()).some((name) => /readyz|metrics/.test(name)))
  })

  t.test('knows the outbox', async (t) => {
    for (const to of ['anna@example.org', 'bo@example.org']) {
      await app.mail.send(app.db, { to, subject: 'Hello', text: 'Dear you' })
    }
    await app.db.mail.updateMany({ data: { createdAt: new Date(Date.now() - 60_000) } })
    // A late answer of the database is told of at the next question.
    const found = await until(async () => {
      const found = await figures()
      return (found.larder_mails_oldest_seconds ?? 0) >= 60 && found
    }, 'the outbox is counted')
    t.equal(found.larder_mails_queued, 2)
    t.equal(found['larder_mail_attempts_total{outcome="sent"}'], 0)
    const all = await app.metrics.getMetricsAsJSON()
    const outbox = all.find(({ name }) => name === 'larder_mails_queued')
    t.match(outbox, { aggregator: 'max' }, 'which all workers share, once')
    const unlock = await lockTable(url, 'mails')
    t.equal((await figures()).larder_mails_queued, 2, 'what it has known last, while the database is late')
    await unlock()
    await app.db.$executeRaw`ALTER TABLE mails RENAME TO gone`
    const without = await until(async () => {
      const found = await figures()
      return found.larder_mails_queued === undefined && found
    }, 'it says nothing of an outbox that cannot be read')
    t.ok('http_requests_total{method="GET",route="none",status="404"}' in without)
    await app.db.$executeRaw`ALTER TABLE gone RENAME TO mails`
  })

  t.test('knows the tasks', async (t) => {
    await enqueue(app.db, WASH, {})
    await enqueue(app.db, WASH, {}, { dueAt: new Date(Date.now() + 60_000) })
    await enqueue(app.db, WASH, {}, { dueAt: new Date(Date.now() - 60_000) })
    const { id } = await app.db.task.findFirstOrThrow({ orderBy: { id: 'desc' } })
    const found = await until(async () => {
      const found = await figures()
      return (found.larder_tasks_oldest_seconds ?? 0) >= 60 && found
    }, 'the tasks are counted')
    t.equal(found.larder_tasks_waiting, 2, 'without the one that is due later')
    t.equal(found.larder_tasks_failed, 0)
    await app.db.task.update({ where: { id }, data: { status: 'failed' } })
    await until(async () => (await figures()).larder_tasks_failed === 1, 'the failed one is counted')
    await cancelTask(app.db, id)
    await until(async () => (await figures()).larder_tasks_failed === 0, 'the cancelled one is not')
  })

  t.test('knows the pool, the event loop and the process', async (t) => {
    await app.inject('/goods')
    // The sender of mails looks into the outbox now and then.
    const found = await until(async () => {
      const found = await figures()
      return found['larder_database_connections{state="busy"}'] === 0 && found
    }, 'no connection is busy')
    t.ok(found['larder_database_connections{state="idle"}'])
    t.equal(found['larder_database_connections{state="waiting"}'], 0)
    for (const name of [
      'nodejs_eventloop_lag_p99_seconds',
      'process_cpu_seconds_total',
      'process_resident_memory_bytes'
    ])
      t.ok((found[name] ?? 0) > 0, name)
  })
})

test('an answer of the database holds until the next mark of the clock', async (t) => {
  let asked = 0
  let now = 119_999
  const find = keepLast(
    async () => ++asked,
    60_000,
    () => now
  )
  t.same([await find(), await find()], [1, 1])
  now = 120_000
  t.same([await find(), await find()], [2, 2])
})

test('nothing is known of a database that is away, and nobody waits for it', async (t) => {
  let ask: () => Promise<number> = async () => 1
  const find = keepLast(() => ask(), 0)
  t.equal(await find(), 1)
  ask = () => Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }))
  t.equal(await find(), undefined)
  const waiting = setInterval(() => {}, 1_000)
  ask = () => new Promise(() => {})
  t.equal(await find(), undefined)
  clearInterval(waiting)
})

const WASH = taskKind('kitchen.wash', Type.Object({}))

function readFigures(text: string): Record<string, number> {
  const lines = text.split('\n').filter((line) => line && !line.startsWith('#'))
  return Object.fromEntries(
    lines.map((line) => {
      const [, name = line, value] = /^(.+) (\S+)$/.exec(line) ?? []
      return [name, Number(value)]
    })
  )
}
