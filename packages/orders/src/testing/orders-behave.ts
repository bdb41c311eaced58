import type { TestApp } from '@larder/testing'
import type { Test } from 'tap'
import { createOrder } from './create-order.js'

/** What holds of orders at `/orders` whatever app serves them. */
export async function ordersBehave(t: Test, app: TestApp): Promise<void> {
  t.test('GET /orders/get_order has none for a stranger', async (t) => {
    t.same((await app.client().get('/orders/get_order')).json(), { order: null })
  })

  t.test('GET /orders/:number is not there for a stranger', async (t) => {
    const { number } = await createOrder(app)
    t.equal((await app.client().visit(`/orders/${number}`)).statusCode, 404)
  })

  t.test('GET /orders is for customers', async (t) => {
    t.equal((await app.client().get('/orders')).statusCode, 401)
  })
}
