import type { FastifyInstance } from 'fastify'
import { type Test, test } from 'tap'
import { testApp } from '../src/index.js'

const PRICE = { type: 'object', properties: { price: { type: 'integer' } }, required: ['price'] }

test('the schemas of test apps', async (t) => {
  const refers = (minimum: number) => async (app: FastifyInstance) => {
    app.addSchema({ $id: 'price', type: 'object', properties: { price: { type: 'integer', minimum } } })
    app.post(
      '/',
      { schema: { body: { $ref: 'price#' }, response: { 200: { $ref: 'price#' } } } },
      async () => {
        return { price: minimum, secret: true }
      }
    )
  }

  await t.test('check and serialize in each app of a process', async (t) => {
    for (const _app of ['first', 'second']) {
      const client = await clientOf(t, async (app) => {
        app.post('/', { schema: { body: PRICE, response: { 200: PRICE } } }, async () => ({
          price: 1,
          secret: true
        }))
      })
      t.equal((await client.post('/', { price: 'dear' })).statusCode, 400)
      t.same((await client.post('/', { price: 1 })).json(), { price: 1 })
    }
  })

  await t.test('refer to those of their own app', async (t) => {
    for (const minimum of [1, 5]) {
      const client = await clientOf(t, refers(minimum))
      t.equal((await client.post('/', { price: minimum - 1 })).statusCode, 400)
      t.same((await client.post('/', { price: minimum })).json(), { price: minimum })
    }
  })

  await t.test('that cannot be compiled stop the start', async (t) => {
    const broken = async (app: FastifyInstance) => {
      app.get('/', { schema: { response: { 200: { type: 'strange' } } } }, async () => ({}))
    }
    await t.rejects(testApp(t, broken), { code: 'FST_ERR_SCH_SERIALIZATION_BUILD' })
  })
})

async function clientOf(t: Test, plugin: (app: FastifyInstance) => Promise<void>) {
  return (await testApp(t, plugin)).client()
}
