import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BERLIN, orderBy } from '@larder/checkout/testing'
import { createMethod } from '@larder/delivery/testing'
import { testShop } from '@larder/gateway/testing'
import { createGood } from '@larder/goods/testing'

test('a guest orders', async (t) => {
  const app = await testShop(t)
  const visitor = app.client()
  const { id: good } = await createGood(app.db, { price: 349 })
  await createMethod(app.db, { code: 'post', price: 490 })
  await app.db.taxRate.createMany({
    data: ['standard', 'reduced'].map((category) => ({
      country: 'DE',
      category,
      fromAt: new Date(0),
      rate: 70_000
    }))
  })
  await visitor.post('/carts/lines', { good, quantity: 2 })
  const answer = await orderBy(visitor, { ...BERLIN, delivery: 'post', payment_method: 'on-delivery' })
  assert.equal(answer.statusCode, 201, answer.body)
  const [order] = await app.db.order.findMany()
  assert.equal(order?.total, 2 * 349 + 490)
})
