import { PassThrough } from 'node:stream'
import { type Test, test } from 'tap'
import health from '../src/metrics/health.js'
import { createServer } from '../src/server/create-server.js'
import { NO_SETTINGS, readSettings } from '../src/settings/read-settings.js'

const ID = 'f00-ba4_0123456789'
const { config } = readSettings(NO_SETTINGS, {
  flags: { accessLogformat: '%({x-request-id}o)s %(U)s' },
  env: {}
})

test('the id of a request', async (t) => {
  const { app, visits } = serve(t)
  const idOf = async (headers: Record<string, string>, remoteAddress = '127.0.0.1') =>
    `${(await app.inject({ url: '/', headers, remoteAddress })).headers['x-request-id']}`

  t.test("is the proxy's", async (t) => {
    t.equal(await idOf({ 'x-request-id': ID }), ID)
    t.equal(await idOf({ 'x-request-id': ID }, ''), ID, 'also by a Unix socket')
    t.equal(String(visits.read()), `${ID} /\n${ID} /\n`, 'in the log, too')
  })

  t.test('is new where it comes from a stranger, or cannot be kept', async (t) => {
    const ids = [
      await idOf({ 'x-request-id': ID }, '203.0.113.9'),
      await idOf({ 'x-request-id': 'short' }),
      await idOf({ 'x-request-id': `${ID}<script>` }),
      await idOf({ 'x-request-id': 'x'.repeat(65) }),
      await idOf({})
    ]
    for (const id of ids) t.match(id, /^[\w-]{10,64}$/)
    t.equal(new Set(ids).size, ids.length)
  })
})

test('probes', async (t) => {
  const { app, visits } = serve(t)
  app.register(health)
  await app.inject('/healthz')
  await app.inject('/')
  t.match(String(visits.read()), /^\S+ \/\n$/, 'are not in the access log')
})

function serve(t: Test) {
  const visits = new PassThrough()
  const app = createServer(config, { error: process.stderr, access: visits, reopen() {}, close() {} })
  t.teardown(() => app.close())
  app.get('/', async () => ({}))
  return { app, visits }
}
