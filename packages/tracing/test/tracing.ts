import { tracingChannel } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { until } from '@larder/until'
import { trace } from '@opentelemetry/api'
import Fastify from 'fastify'
import { type Test, test } from 'tap'
import { openTracing, type RequestOptions, type Tracing } from '../src/index.js'
import { nameStatement } from '../src/name-statement.js'
import { type Collector, startCollector } from '../src/testing/index.js'

const PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
const statements = tracingChannel('larder.statement')
const ask = async () => ({ open: 'from 8 to 18' })

test('a request is traced', async (t) => {
  const { app, collector } = await traced(t)
  const secret = 'hidden-in-the-address'
  await app.inject(`/goods/${secret}?token=${secret}`)
  await app.inject({ method: 'POST', url: '/goods/5', payload: { password: secret } })
  await app.inject('/fails')
  await app.inject('/nowhere')
  await app.close()

  t.test('by the pattern of its route', (t) => {
    const span = collector.find('GET /goods/:slug')
    t.match(span, {
      kind: 2,
      values: {
        'http.request.method': 'GET',
        'http.route': '/goods/:slug',
        'http.response.status_code': 200
      },
      resource: { 'service.name': 'shop', 'service.version': '1.2.3', 'process.pid': process.pid }
    })
    t.notOk(span?.parentSpanId)
    t.end()
  })

  t.test('with the statements of its handler within, also after its body was read', (t) => {
    for (const name of ['GET /goods/:slug', 'POST /goods/:slug']) {
      const span = collector.find(name)
      const statement = collector.spans.find(({ parentSpanId }) => parentSpanId === span?.spanId)
      t.match(statement, {
        name: 'SELECT goods',
        traceId: span?.traceId ?? '',
        kind: 3,
        values: { 'db.system.name': 'postgresql', 'db.query.text': 'SELECT * FROM goods WHERE id = $1' }
      })
    }
    t.end()
  })

  t.test('with the kind of its fault, and not the words', (t) => {
    t.match(collector.find('GET /fails'), { status: { code: 2 }, values: { 'error.type': 'SHOP_ERR' } })
    t.match(collector.find('GET'), { status: { code: 0 }, values: { 'http.response.status_code': 404 } })
    t.notMatch(collector.bodies.join('\n'), secret)
    t.end()
  })

  t.test('and what is asked outside of any is not', (t) => {
    t.equal(collector.spans.filter(({ name }) => name === 'SELECT goods').length, 2)
    t.notOk(collector.find('GET /healthz'))
    t.end()
  })
})

test('a request that its client breaks off has a span, too', async (t) => {
  const { app, collector } = await traced(t)
  const client = new AbortController()
  app.get('/slow', async (_request, reply) => {
    client.abort()
    await once(reply.raw, 'close')
    return {}
  })
  const origin = await app.listen({ host: '127.0.0.1', port: 0 })
  await t.rejects(fetch(`${origin}/slow`, { signal: client.signal }))
  await until(() => collector.find('GET /slow') !== undefined, 'the collector has the span')
  t.match(collector.find('GET /slow')?.values, { 'error.type': 'client_closed_request' })
})

test('a trace goes on from a trusted proxy alone', async (t) => {
  for (const isTrusted of [true, false]) {
    const { app, collector } = await traced(t, { isProxy: () => isTrusted })
    await app.inject({ url: '/goods/5', headers: { traceparent: PARENT } })
    await app.inject({ url: '/fails', headers: { traceparent: '00-nonsense' } })
    await app.close()
    const span = collector.find('GET /goods/:slug')
    t.equal(PARENT.includes(span?.traceId ?? '?'), isTrusted)
    t.equal(span?.parentSpanId === 'b7ad6b7169203331', isTrusted)
    t.notOk(collector.find('GET /fails')?.parentSpanId)
  }
})

test('a task links to what wrote it, and is a trace of its own', async (t) => {
  const { app, collector } = await traced(t)
  const told = tracingChannel('larder.task')
  await app.inject('/goods/5')
  await told.tracePromise(ask, { id: 7, kind: 'orders.expire', attempts: 2, traceparent: PARENT })
  const failing = told.tracePromise(() => Promise.reject(new TypeError('no')), {
    id: 8,
    kind: 'x',
    attempts: 1
  })
  await t.rejects(failing)
  await app.close()
  const task = collector.find('task orders.expire')
  t.match(task, {
    values: { 'larder.task.kind': 'orders.expire', 'larder.attempt': 2 },
    links: [{ traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' }]
  })
  t.notOk(task?.parentSpanId)
  t.match(collector.find('task x'), { status: { code: 2 }, values: { 'error.type': 'TypeError' } })
})

test('code of the shop may add spans of its own', async (t) => {
  const { app, collector } = await traced(t)
  await app.inject('/own')
  await app.close()
  t.equal(collector.find('weigh')?.parentSpanId, collector.find('GET /own')?.spanId)
})

test('the variables of OpenTelemetry count', async (t) => {
  process.env.OTEL_SERVICE_NAME = 'another'
  process.env.OTEL_TRACES_SAMPLER = 'always_off'
  t.teardown(() => {
    delete process.env.OTEL_TRACES_SAMPLER
    delete process.env.OTEL_SERVICE_NAME
  })
  const off = await traced(t)
  await off.app.inject('/goods/5')
  await off.app.close()
  t.same(off.collector.bodies, [])
  process.env.OTEL_TRACES_SAMPLER = 'always_on'
  const on = await traced(t)
  await on.app.inject('/goods/5')
  await on.app.close()
  t.equal(on.collector.spans[0]?.resource['service.name'], 'another')
})

test('lines of the log tell the trace', async (t) => {
  const { app, collector, lines } = await traced(t)
  await app.inject('/own')
  app.log.warn('outside')
  await app.close()
  const { traceId: trace_id = '' } = collector.find('GET /own') ?? {}
  t.match(lines(), [{ msg: 'inside', trace_id, span_id: /^[0-9a-f]{16}$/ }, { msg: 'outside' }])
  t.notOk('trace_id' in (lines()[1] ?? {}))
})

test('requests do not notice a collector that', async (t) => {
  for (const mood of ['hangs', 'fails', 'is away'] as const) {
    await t.test(mood, async (t) => {
      const { app, collector, lines } = await traced(t)
      if (mood === 'is away') await collector.close()
      else collector.mood = mood
      for (let count = 0; count < 200; count++) t.equal((await app.inject('/goods/5')).statusCode, 200)
      if (mood === 'fails') {
        // It is told once, without what the collector says.
        await until(() => lines().length > 0, 'the log tells of the collector')
        t.match(lines(), [{ level: 40, msg: /does not take traces/ }])
      }
      const before = performance.now()
      await app.close()
      t.ok(performance.now() - before < 3_000, 'and it closes in time')
    })
  }
})

test('a wrong setting is told at the start', async (t) => {
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = 'localhost:4318'
  t.throws(() => openTracing({ name: 'shop', version: '1' }), { code: 'TRACING_ERR_ENDPOINT' })
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = 'http://127.0.0.1:4317'
  process.env.OTEL_EXPORTER_OTLP_PROTOCOL = 'grpc'
  t.teardown(() => delete process.env.OTEL_EXPORTER_OTLP_PROTOCOL)
  t.throws(() => openTracing({ name: 'shop', version: '1' }), { code: 'TRACING_ERR_PROTOCOL' })
})

test('a statement is named by its verb and its first table', async (t) => {
  for (const [text, name] of [
    ['SELECT "public"."goods"."id" FROM "public"."goods" WHERE 1=1', 'SELECT goods'],
    ['INSERT INTO `shop`.`mails` (`id`) VALUES (?)', 'INSERT mails'],
    ["WITH due AS (SELECT id FROM tasks) UPDATE mails SET status = 'x'", 'SELECT tasks'],
    ['UPDATE carts SET quantity = $1', 'UPDATE carts'],
    ['BEGIN', 'BEGIN'],
    ['', 'STATEMENT']
  ] as const)
    t.equal(nameStatement(text), name)
})

/** An app whose process is traced to a collector of the test's own. */
async function traced(t: Test, options: RequestOptions = {}) {
  const collector: Collector = await startCollector()
  t.teardown(() => collector.close().catch(() => {}))
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = collector.url
  process.env.OTEL_BSP_SCHEDULE_DELAY = '20'
  const tracing: Tracing = openTracing({ name: 'shop', version: '1.2.3' })
  const written: string[] = []
  const stream = { write: (line: string) => void written.push(line) }
  const app = Fastify({ logger: { level: 'warn', stream, mixin: tracing.logFields } })
  tracing.addTo(app, { isProbe: ({ url }) => url === '/healthz', ...options })
  const sql = { system: 'postgresql', text: 'SELECT * FROM goods WHERE id = $1' }
  const handler = () => statements.tracePromise(ask, { ...sql })
  app.route({ method: ['GET', 'POST'], url: '/goods/:slug', handler })
  app.get('/healthz', handler)
  app.get('/fails', async () => {
    throw Object.assign(new Error('hidden-in-the-address'), { code: 'SHOP_ERR' })
  })
  app.get('/own', async (request) => {
    request.log.warn('inside')
    return trace.getTracer('shop').startActiveSpan('weigh', async (span) => {
      span.end()
      return {}
    })
  })
  app.addHook('onReady', async () => void (await handler()))
  t.teardown(() => app.close())
  // Fastify tells of the fault itself.
  const lines = () => written.map((line) => JSON.parse(line)).filter(({ level }) => level < 50)
  return { app, collector, lines }
}
