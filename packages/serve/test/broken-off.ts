import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { until } from '@larder/until'
import Fastify from 'fastify'
import { test } from 'tap'
import metrics from '../src/metrics/metrics.js'
import { createServer } from '../src/server/create-server.js'
import { NO_SETTINGS, readSettings } from '../src/settings/read-settings.js'

const { config } = readSettings(NO_SETTINGS, { flags: { accessLogformat: '%(U)s %(s)s %(b)s' }, env: {} })

test('a request that its client breaks off', async (t) => {
  const lines: string[] = []
  const visits = { write: (line: string) => void lines.push(line) }
  const app = createServer(config, { error: process.stderr, access: visits, reopen() {}, close() {} })
  t.teardown(() => app.close())
  app.register(metrics)
  const clients = { '/slow': new AbortController(), '/begun': new AbortController() }
  app.get('/slow', async (_request, reply) => {
    clients['/slow'].abort()
    await once(reply.raw, 'close')
    return 'too late'
  })
  app.get('/begun', (_request, reply) => {
    const answer = new PassThrough()
    reply.header('content-length', 1_000).send(answer)
    answer.write('x')
  })
  const origin = await app.listen({ host: '127.0.0.1', port: 0 })
  await t.rejects(fetch(`${origin}/slow`, { signal: clients['/slow'].signal }))
  await fetch(`${origin}/begun`, { signal: clients['/begun'].signal })
  clients['/begun'].abort()
  await until(() => lines.length > 1, 'both have a line in the access log')
  const { body } = await app.inject('/metrics')
  t.match(body, 'http_requests_total{method="GET",route="/slow",status="499"} 1')
  t.match(body, 'http_request_duration_seconds_count{method="GET",route="/slow"} 1')
  t.same(lines, ['/slow 499 -\n', '/begun 200 -\n'], 'one, and an answer that had begun keeps its status')
})

test('an app of its own may have metrics alone', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  app.register(metrics)
  await app.inject('/')
  t.match((await app.inject('/metrics')).body, 'status="404"} 1')
})
