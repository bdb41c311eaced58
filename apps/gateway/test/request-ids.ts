import { PassThrough } from 'node:stream'
import { test } from 'tap'
import { createServer } from '../src/server.js'
import { readConfig } from '../src/settings/read-config.js'

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
  const ask = async (headers: Record<string, string>, url: string) => {
    const response = await app.inject({ url, headers: { accept: 'text/html', ...headers } })
    return { ...response, body: response.body, id: `${response.headers['x-request-id']}` }
  }

  t.test('is in the logs, and on the page of a fault', async (t) => {
    const { id, body, statusCode } = await ask({}, '/goods')
    t.equal(statusCode, 503)
    t.match(body, `tell us this number: <code>${id}</code>`)
    t.match(String(errors.read()), `"reqId":"${id}"`)
    t.match(String(visits.read()), `${id} /goods\n`)
    const json = await ask({ accept: 'application/json' }, '/goods')
    t.equal(JSON.parse(json.body).requestId, json.id)
  })

  t.test('is not on the page of an error that is the visitor’s', async (t) => {
    t.notMatch((await ask({}, '/nowhere')).body, 'this number')
  })
})
