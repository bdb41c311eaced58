import { PassThrough } from 'node:stream'
import { test } from 'tap'
import { createServer } from '../src/server/server.js'
import { readConfig } from '../src/settings/config.js'

const ID = 'f00-ba4_0123456789'
const { config } = readConfig({
  // On a busy machine too.
  flags: { accessLogfile: '-', accessLogformat: '%({x-request-id}o)s %(U)s', maxEventLoopDelay: '0' },
  env: {}
})

test('the id of a request', async (t) => {
  const [errors, visits] = [new PassThrough(), new PassThrough()]
  const logs = { error: errors, access: visits, reopen() {}, close() {} }
  const app = createServer(config, 'postgresql://nobody@127.0.0.1:1/none', logs)
  t.teardown(() => app.close())
  const ask = async (headers: Record<string, string>, remoteAddress = '127.0.0.1', url = '/users/login') => {
    const response = await app.inject({ url, headers: { accept: 'text/html', ...headers }, remoteAddress })
    return { ...response, body: response.body, id: `${response.headers['x-request-id']}` }
  }

  t.test("is the proxy's", async (t) => {
    t.equal((await ask({ 'x-request-id': ID })).id, ID)
    t.equal((await ask({ 'x-request-id': ID }, '')).id, ID, 'also by a Unix socket')
  })

  t.test('is new where it comes from a stranger, or cannot be kept', async (t) => {
    const ids = [
      await ask({ 'x-request-id': ID }, '203.0.113.9'),
      await ask({ 'x-request-id': 'short' }),
      await ask({ 'x-request-id': `${ID}<script>` }),
      await ask({ 'x-request-id': 'x'.repeat(65) }),
      await ask({})
    ].map(({ id }) => id)
    for (const id of ids) t.match(id, /^[\w-]{10,64}$/)
    t.equal(new Set(ids).size, ids.length)
  })

  t.test('is in the logs, and on the page of a fault', async (t) => {
    const { id, body, statusCode } = await ask({}, undefined, '/goods')
    t.equal(statusCode, 503)
    t.match(body, `tell us this number: <code>${id}</code>`)
    t.match(String(errors.read()), `"reqId":"${id}"`)
    t.match(String(visits.read()), `${id} /goods\n`)
    const json = await ask({ accept: 'application/json' }, undefined, '/goods')
    t.equal(JSON.parse(json.body).requestId, json.id)
  })

  t.test('is not on the page of an error that is the visitor’s', async (t) => {
    t.notMatch((await ask({}, undefined, '/nowhere')).body, 'this number')
  })
})

test('probes', async (t) => {
  const visits = new PassThrough()
  const logs = { error: process.stderr, access: visits, reopen() {}, close() {} }
  const app = createServer(config, 'postgresql://nobody@127.0.0.1:1/none', logs)
  t.teardown(() => app.close())
  await app.inject('/healthz')
  await app.inject('/users/login')
  t.match(String(visits.read()), /^\S+ \/users\/login\n$/, 'are not in the access log')
})
