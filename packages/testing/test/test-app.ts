import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { FastifyInstance } from 'fastify'
import { test } from 'tap'
import { connectServer } from '../src/database/postgresql/server.js'
import { testApp, wholeAnswers } from '../src/index.js'

class RealError extends Error {
  override name = 'RealError'
}

test('a test app', async (t) => {
  const app = await testApp(t, echo, [failing, { prefix: '/failing' }])

  await t.test('has a database of its own', async (t) => {
    t.equal(await app.db.session.count(), 0)
  })

  await t.test('takes plugins with and without options', async (t) => {
    t.equal((await app.client().get('/echo')).statusCode, 200)
    t.equal((await app.client().get('/failing/expected')).statusCode, 404)
  })

  await t.test('is closed when its test ends, before its database is dropped', async (t) => {
    let asked: Promise<number> | undefined
    await t.test('its test', async (t) => {
      const app = await testApp(t, async (app: FastifyInstance) => {
        app.addHook('onClose', async () => {
          asked = app.db.session.count()
          await asked
        })
      })
      t.equal(app.server.listening, false)
    })
    t.equal(await asked, 0)
  })

  await t.test('lets the error of a broken plugin reach the test', async (t) => {
    const broken = async () => {
      throw new RealError('cannot start')
    }
    await t.rejects(testApp(t, broken), new RealError('cannot start'))
  })
})

test('a client', async (t) => {
  const app = await testApp(t, echo, failing)

  await t.test('keeps its cookies to itself', async (t) => {
    const [anna, ben] = [app.client(), app.client()]
    await anna.get('/cookie/anna')
    await ben.get('/cookie/ben')
    t.equal((await anna.get('/echo')).json().headers.cookie, 'name=anna')
    t.equal((await ben.visit('/echo')).json().headers.cookie, 'name=ben')
    t.equal((await app.client().get('/echo')).json().headers.cookie, undefined)
  })

  await t.test('minds where a cookie belongs and when it ends', async (t) => {
    const client = app.client()
    await client.get('/cookie/anna?attributes=Path=/elsewhere')
    t.equal((await client.get('/echo')).json().headers.cookie, undefined)
    await client.get('/cookie/anna')
    t.equal((await client.get('/echo')).json().headers.cookie, 'name=anna')
    await client.get('/cookie/anna?attributes=Path=/;Max-Age=0')
    t.equal((await client.get('/echo')).json().headers.cookie, undefined)
  })

  await t.test('asks as a program does', async (t) => {
    const client = app.client()
    t.match((await client.get('/echo')).json(), { headers: { accept: /^application\/json/ } })
    const { headers, body } = (await client.post('/echo', { pears: 2 })).json()
    t.match(headers, { accept: /^application\/json/, 'content-type': /^application\/json/ })
    t.notOk('origin' in headers)
    t.equal(body, '{"pears":2}')
  })

  await t.test('visits and submits as a browser does', async (t) => {
    const client = app.client()
    t.match((await client.visit('/echo')).json(), { method: 'GET', headers: { accept: /^text\/html/ } })
    const { method, headers, body } = (await client.submit('/echo', { name: 'a b&c=ü', count: 2 })).json()
    t.match(headers, { accept: /^text\/html/, 'content-type': 'application/x-www-form-urlencoded' })
    t.equal(new URL(headers.origin).host, headers.host, 'from a page of the same site')
    t.equal(`${method} ${body}`, 'POST name=a+b%26c%3D%C3%BC&count=2')
  })

  await t.test('throws the real error of a failing handler', async (t) => {
    await t.rejects(app.client().get('/fault?at=handler'), new RealError('handler'))
    await t.rejects(app.client().submit('/fault?at=hook'), new RealError('hook'))
  })

  await t.test('throws it also where an error handler hides it', async (t) => {
    const app = await testApp(t, async (app: FastifyInstance) => {
      app.setErrorHandler((_error, _request, reply) => reply.code(500).send('Something broke.'))
      await app.register(failing)
    })
    await t.rejects(app.client().visit('/fault?at=handler'), new RealError('handler'))
  })

  await t.test('throws to the one who asked', async (t) => {
    const asked = ['handler', 'hook', 'handler'].map((at) => app.client().get(`/fault?at=${at}`))
    const outcomes = await Promise.allSettled(asked)
    t.match(outcomes, [
      { status: 'rejected', reason: { message: 'handler' } },
      { status: 'rejected', reason: { message: 'hook' } },
      { status: 'rejected', reason: { message: 'handler' } }
    ])
  })

  await t.test('gets the answer where the error is an expected one, or none', async (t) => {
    t.match((await app.client().get('/expected')).json(), { statusCode: 404, message: 'not here' })
    t.equal((await app.client().get('/busy')).statusCode, 503)
  })
})

test("node:test's t does as well", async (t) => {
  const program = fileURLToPath(new URL('fixtures/node-test.mjs', import.meta.url))
  const { NODE_OPTIONS, ...env } = process.env
  const { stdout } = await promisify(execFile)(process.execPath, ['--test-reporter=tap', program], { env })
  t.match(stdout, /^ok 1 - a test of node:test/m)
  t.match(stdout, /^# closed with the database there: true/m)
  const database = /^# database: (\w+)/m.exec(stdout)?.[1]
  t.match(database, /^larder_test_/)
  const server = await connectServer()
  t.same((await server.query(`SELECT 1 FROM pg_database WHERE datname = '${database}'`)).rows, [])
})

test('an answer that a schema cuts short fails the test', async (t) => {
  const app = await testApp(t, wholeAnswers, plums)
  const client = app.client()
  t.same((await client.get('/named')).json(), { name: 'Plums', on: '2026-01-01T00:00:00.000Z' })
  await t.rejects(client.get('/unnamed'), {
    message: 'The schema of GET /unnamed for 200 makes {"name":"Plums"} of {"name":"Plums","price":1}'
  })
  t.equal((await client.get('/text')).body, 'Plums')
})

async function plums(app: FastifyInstance) {
  const name = { type: 'string' }
  const only = (properties: object) => ({ schema: { response: { 200: { type: 'object', properties } } } })
  const date = { type: 'string', format: 'date-time' }
  app.get('/named', only({ name, on: date }), async () => ({ name: 'Plums', on: new Date('2026-01-01') }))
  app.get('/unnamed', only({ name }), async () => ({ name: 'Plums', price: 1 }))
  app.get('/text', async () => 'Plums')
}

async function echo(app: FastifyInstance) {
  const form = 'application/x-www-form-urlencoded'
  app.addContentTypeParser(form, { parseAs: 'string' }, (_request, body, done) => done(null, body))
  app.route({
    method: ['GET', 'POST'],
    url: '/echo',
    handler: async ({ method, headers, body }) => ({
      method,
      headers,
      body: typeof body === 'object' ? JSON.stringify(body) : body
    })
  })
  app.get<{ Params: { name: string }; Querystring: { attributes?: string } }>(
    '/cookie/:name',
    async (request, reply) => {
      const { attributes = 'Path=/' } = request.query
      reply.header('set-cookie', [`name=${request.params.name}; ${attributes}`, 'other=1; Path=/elsewhere'])
      return ''
    }
  )
}

async function failing(app: FastifyInstance) {
  app.addHook<{ Querystring: { at?: string } }>('onRequest', async (request) => {
    if (request.query.at === 'hook') throw new RealError('hook')
  })
  app.all<{ Querystring: { at?: string } }>('/fault', async (request) => {
    throw new RealError(request.query.at)
  })
  app.get('/expected', async () => {
    throw Object.assign(new Error('not here'), { statusCode: 404 })
  })
  app.get('/busy', async (_request, reply) => reply.code(503).send({}))
}
