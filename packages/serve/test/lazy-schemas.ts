import Fastify from 'fastify'
import { test } from 'tap'
import { lazySchemas } from '../src/server/lazy-schemas.js'

const BODY = { type: 'object', required: ['quantity'], properties: { quantity: { type: 'integer' } } }
const ANSWER = { 200: { type: 'object', properties: { quantity: { type: 'integer' } } } }

test('schemas that are compiled when they are needed', async (t) => {
  const app = Fastify({ schemaController: lazySchemas })
  t.teardown(() => app.close())
  app.post('/lines', { schema: { body: BODY, response: ANSWER } }, async ({ body }) => body)
  app.post('/broken', { schema: { body: { type: 'nonsense' } } }, async () => 'never')
  await app.ready()

  await t.test('check and convert what is sent, each time', async (t) => {
    for (const quantity of [2, 3]) {
      const { statusCode, body } = await app.inject({
        method: 'POST',
        url: '/lines',
        payload: { quantity: String(quantity), more: 'unknown' }
      })
      t.same(
        [statusCode, JSON.parse(body)],
        [200, { quantity }],
        'and leave out what the answer does not have'
      )
    }
  })

  await t.test('say what is wrong, as Fastify does', async (t) => {
    const eager = Fastify()
    t.teardown(() => eager.close())
    eager.post('/lines', { schema: { body: BODY } }, async () => 'never')
    for (const payload of [{}, { quantity: 'many' }]) {
      const request = { method: 'POST', url: '/lines', payload } as const
      const { statusCode, body } = await app.inject(request)
      t.equal(statusCode, 400)
      t.equal(body, (await eager.inject(request)).body)
    }
  })

  await t.test('fail where they are used, if they are none', async (t) => {
    t.equal((await app.inject({ method: 'POST', url: '/broken', payload: {} })).statusCode, 500)
  })
})
