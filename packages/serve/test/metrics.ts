import { Gauge } from 'prom-client'
import { test } from 'tap'
import metrics from '../src/metrics/metrics.js'
import { createServer } from '../src/server/create-server.js'
import { NO_SETTINGS, readSettings } from '../src/settings/read-settings.js'
import { serveApp } from './fixtures/served-app.js'

test('GET /metrics', async (t) => {
  const { config } = readSettings(NO_SETTINGS, { flags: { logLevel: 'warn' }, env: {} })
  let logged = ''
  const error = {
    write(line: string) {
      logged += line
    }
  }
  const app = createServer(config, { error, reopen() {}, close() {} })
  t.teardown(() => app.close())
  app.register(metrics)
  app.get('/:name', async () => ({}))
  const samples = async () => readSamples((await app.inject('/metrics')).body)

  t.test('counts visits by the pattern of their route, and no probes', async (t) => {
    for (const name of ['apples', 'pears', 'x?y=<z>']) await app.inject(`/${name}`)
    for (const path of ['/not/here', '/nor/there']) await app.inject(path)
    const found = await samples()
    t.equal(found['http_requests_total{method="GET",route="/:name",status="200"}'], 3)
    t.equal(found['http_request_duration_seconds_count{method="GET",route="/:name"}'], 3)
    t.equal(found['http_requests_total{method="GET",route="none",status="404"}'], 2)
    t.notOk(Object.keys(await samples()).some((name) => /apples|here|metrics/.test(name)))
  })

  t.test('knows the event loop and the process', async (t) => {
    const found = await samples()
    for (const name of [
      'nodejs_eventloop_lag_p99_seconds',
      'process_cpu_seconds_total',
      'process_resident_memory_bytes'
    ])
      t.ok((found[name] ?? 0) > 0, name)
  })

  t.test('leaves out what cannot be collected, and logs that', async (t) => {
    const gauge = (name: string, collect: () => void | Promise<void>) =>
      new Gauge({ name, help: 'A figure.', registers: [app.metrics], collect })
    gauge('own_rejected', () => Promise.reject(new Error('There is no figure.')))
    gauge('own_thrown', () => {
      throw new Error('There is none either.')
    })
    gauge('own_sound', () => {})
    const found = await samples()
    t.ok('http_requests_total{method="GET",route="none",status="404"}' in found)
    t.same(
      Object.keys(found).filter((name) => name.startsWith('own_')),
      ['own_sound']
    )
    t.match(logged, /own_rejected is left out.*There is no figure/)
    t.match(logged, /own_thrown is left out.*There is none either/)
  })
})

for (const [when, FIGURES] of [
  ['from the start', '0'],
  ['later', '1']
] as const) {
  test(`workers outlive a metric that cannot be collected ${when}`, async (t) => {
    const app = await serveApp(t, ['-w', '2'], { FIGURES })
    const before = await app.status()
    const response = await fetch(`${app.origin}/metrics`)
    t.equal(response.status, 200)
    const found = readSamples(await response.text())
    t.equal(found['larder_workers{state="ready"}'], 2)
    t.ok('process_resident_memory_bytes' in found)
    t.notOk('own_figure' in found)
    t.same(
      (await app.status()).workers.map(({ pid }) => pid),
      before.workers.map(({ pid }) => pid)
    )
    app.signal('SIGTERM')
    t.equal(await app.exit, 0)
    t.notMatch(app.output(), /died|"level":[56]0/)
  })
}

test('GET /metrics of a worker tells of all', async (t) => {
  const app = await serveApp(t, ['-w', '2'])
  // Each connection may get to another worker.
  const close = { headers: { connection: 'close' } }
  const samples = async () => readSamples(await (await fetch(`${app.origin}/metrics`, close)).text())
  const visits = async () => (await samples())['http_requests_total{method="GET",route="/",status="200"}']
  const visit = () => fetch(app.origin, close)
  for (let count = 0; count < 20; count++) await (await visit()).text()

  const before = await samples()
  t.equal(before['larder_workers{state="wanted"}'], 2)
  t.equal(before['larder_workers{state="ready"}'], 2)
  for (let count = 0; count < 3; count++) t.equal(await visits(), 20, 'whoever answers')

  const [worker, other] = (await app.status()).workers
  process.kill(other?.pid ?? Number.NaN, 'SIGSTOP')
  const without = await samples()
  process.kill(other?.pid ?? Number.NaN, 'SIGCONT')
  // A lag is that of the time since the last look, which may be too short to have one.
  const lasting = Object.keys(before).filter((name) => !name.startsWith('nodejs_eventloop_lag'))
  for (const name of lasting) t.ok(name in without, `${name}, though a worker is late`)

  const replaced = app.says(' serves"')
  process.kill(worker?.pid ?? Number.NaN, 'SIGKILL')
  await replaced
  t.equal(await visits(), 20, 'what a killed worker had told is not forgotten')

  for (let count = 0; count < 10; count++) await (await visit()).text()
  const ended = app.says(' has ended"')
  process.kill((await app.status()).workers[0]?.pid ?? Number.NaN, 'SIGTERM')
  await ended
  t.equal(await visits(), 30, 'nor what others tell at their end')
})

function readSamples(text: string): Record<string, number> {
  const lines = text.split('\n').filter((line) => line && !line.startsWith('#'))
  return Object.fromEntries(
    lines.map((line) => {
      const [, name = line, value] = /^(.+) (\S+)$/.exec(line) ?? []
      return [name, Number(value)]
    })
  )
}
