import type { TestApp } from '@larder/testing'
import type { Test } from 'tap'

/** What holds of the checkout at `/checkout` whatever app serves it, and that alone. */
export async function checkoutBehave(t: Test, app: TestApp): Promise<void> {
  t.test('GET /checkout has nothing for a stranger, who is not remembered for it', async (t) => {
    const page = await app.client().visit('/checkout')
    t.equal(page.statusCode, 200)
    t.match(page.body, 'Your cart is empty.')
    t.equal(page.headers['set-cookie'], undefined)
    t.same((await app.client().get('/checkout')).json(), {
      outcome: 'empty',
      message: 'Your cart is empty.',
      order: null
    })
  })

  t.test('POST /checkout knows no checkout of a stranger', async (t) => {
    for (const action of ['update', 'take', 'order']) {
      const response = await app.client().post('/checkout', { checkout_id: 'x', action })
      t.equal(response.statusCode, 404)
      t.equal(response.json().code, 'CHECKOUT_ERR_NOT_FOUND')
    }
  })

  t.test('POST /checkout/again/:number knows no order of a stranger', async (t) => {
    t.equal((await app.client().post('/checkout/again/1001')).statusCode, 404)
  })
}
