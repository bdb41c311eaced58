import { readFileSync } from 'node:fs'
import { PassThrough } from 'node:stream'
import { enqueue, taskKind } from '@larder/tasks'
import { freshDatabase, shortFolder } from '@larder/testing'
import { openTracing } from '@larder/tracing'
import { type Collector, type ReceivedSpan, startCollector } from '@larder/tracing/testing'
import { until } from '@larder/until'
import { type Test, test } from 'tap'
import { Type } from 'typebox'
import { createServer } from '../../src/server.js'
import { readConfig } from '../../src/settings/read-config.js'
import { serveShop } from '../fixtures/served-shop.js'

const WASH = taskKind('test.wash', Type.Object({}))

test('a traced shop', async (t) => {
  const collector = await collect(t)
  const folder = await shortFolder(t)
  const { config } = readConfig({
    flags: { logLevel: 'info', maxEventLoopDelay: '0' },
    env: { MAIL_URL: `file://${folder}`, LARDER_RATE_LIMIT: '0' }
  })
  const errors = new PassThrough()
  const logs = { error: errors, reopen() {}, close() {} }
  const app = createServer(config, await freshDatabase(t), logs, {
    tasks: { run: true },
    tracing: openTracing({ name: 'larder', version: '1' })
  })
  t.teardown(() => app.close())
  await app.after()
  app.tasks.add(WASH, async () => app.log.info('washed'))
  app.get('/wash', async () => enqueue(app.db, WASH, {}))
  await app.ready()
  const [email, password] = ['anna.secret@example.org', 'a-password-nobody-has']
  const form = { user_name: 'annasecret', name: 'Anna', email, password }
  const headers = { accept: 'application/json' }
  const { statusCode } = await app.inject({ method: 'POST', url: '/users/register', payload: form, headers })
  t.ok(statusCode < 400, `she is registered: ${statusCode}`)
  await app.inject('/wash')
  const mail = await until(() => collector.find('send mail'), 'the mail is traced')
  const task = await until(() => collector.find('task test.wash'), 'the task is traced')
  await app.close()
  const register = collector.find('POST /users/register')
  const wash = collector.find('GET /wash')

  t.test('has the statements of a request within it', (t) => {
    const within = collector.spans.filter(({ traceId }) => traceId === register?.traceId)
    const names = within.map(({ name }) => name)
    for (const name of ['INSERT users', 'INSERT mails']) t.ok(names.includes(name), name)
    t.ok(within.every((span) => span === register || span.parentSpanId === register?.spanId))
    t.end()
  })

  t.test('links the mail and the task to the requests that wrote them', (t) => {
    t.same(linksOf(mail), [register?.spanId])
    t.match(mail.values, { 'larder.mail.outcome': 'sent', 'larder.attempt': '1' })
    t.same(linksOf(task), [wash?.spanId])
    t.not(task.traceId, wash?.traceId)
    t.end()
  })

  t.test('writes the ids into its log', (t) => {
    const lines = String(errors.read()).split('\n').filter(Boolean)
    const washed = lines.map((line) => JSON.parse(line)).find(({ msg }) => msg === 'washed')
    t.match(washed, { trace_id: task.traceId, span_id: task.spanId })
    t.end()
  })

  t.test('tells nobody’s address, name or password', (t) => {
    t.ok(collector.spans.length > 5)
    t.notMatch(collector.bodies.join('\n'), /anna|nobody-has|example\.org/i)
    t.end()
  })
})

test('workers send what they have traced before they end', async (t) => {
  const collector = await collect(t)
  const loaded = `${await shortFolder(t)}/loaded`
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    // Only the end is early enough.
    OTEL_BSP_SCHEDULE_DELAY: '600000',
    ...recordingModules(loaded)
  }
  const shop = await serveShop(t, ['--workers', '2'], env)
  const close = { headers: { connection: 'close' } }
  const pids = () => new Set(collector.spans.map(({ resource }) => resource['process.pid']))
  for (let count = 0; count < 30; count++) await (await fetch(`${shop.origin}/goods`, close)).text()
  await (await fetch(`${shop.origin}/healthz`, close)).text()
  t.same(collector.bodies, [])
  shop.signal('SIGTERM')
  await shop.exit
  const visits = collector.spans.filter(({ name }) => name === 'GET /goods')
  t.equal(visits.length, 30, 'what they warmed up with is none')
  t.equal(pids().size, 2)
  t.notOk(collector.find('GET /healthz'))
  t.match(readFileSync(loaded, 'utf8'), '/tracing/', 'and the list has what they have loaded')
})

test('without an endpoint nothing of OpenTelemetry is loaded', async (t) => {
  const loaded = `${await shortFolder(t)}/loaded`
  const shop = await serveShop(t, ['--workers', '1'], recordingModules(loaded))
  t.equal((await fetch(`${shop.origin}/goods`)).status, 200)
  const files = readFileSync(loaded, 'utf8').split('\n')
  t.ok(files.some((file) => file.endsWith('/bundle/serving.js')))
  t.same(
    files.filter((file) => /opentelemetry|\/tracing\//.test(file)),
    []
  )
})

async function collect(t: Test): Promise<Collector> {
  const collector = await startCollector()
  t.teardown(() => collector.close())
  const before = { ...process.env }
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = collector.url
  process.env.OTEL_BSP_SCHEDULE_DELAY = '50'
  t.teardown(() => {
    process.env = before
  })
  return collector
}

function linksOf({ links = [] }: ReceivedSpan) {
  return links.map(({ spanId }) => spanId)
}

/** Has each process write down the modules that it imports. */
function recordingModules(file: string): Record<string, string> {
  const recorder = new URL('../fixtures/record-modules.mjs', import.meta.url).href
  return { NODE_OPTIONS: `--import=${recorder}`, LARDER_TEST_MODULES: file }
}
