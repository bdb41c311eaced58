import { createOrder } from '@larder/orders/testing'
import { createReview } from '@larder/reviews/testing'
import { testApp } from '@larder/testing'
import { signUp } from '@larder/users/testing'
import tap, { test } from 'tap'
import shop from '../src/app.js'
import { stockShelf } from './fixtures/shelf.js'

const app = await testApp(tap, shop)
await stockShelf(app)
const ADDRESS = { name: 'Anna', street: 'Gartenweg 3', postal_code: '10115', city: 'Berlin', country: 'DE' }

test('a customer who leaves', async (t) => {
  const { client, id: userId, fields } = await signUp(app)
  const { email } = fields
  await app.db.user.update({ where: { id: userId }, data: { email, pendingEmail: null } })
  await client.post('/addresses', ADDRESS)
  await client.post('/carts/lines', { good: 1 })
  await client.post('/favourites', { good: 1 })
  await client.post('/stock-alerts', { good: 3 })
  await createReview(app.db, { userId, goodId: 1, text: 'Crisp.' })
  const { id, number } = await createOrder(app, { userId, email })

  await t.test('takes along what every feature keeps of them', async (t) => {
    t.match((await client.get('/users/data')).json(), {
      account: { email },
      mails: [{ subject: String }],
      addresses: [{ address: { street: ADDRESS.street } }],
      cart: { lines: [{ good: { id: 1 } }] },
      orders: [{ number, email }],
      favourites: [1],
      stock_alerts: [{ good: 3 }],
      reviews: [{ text: 'Crisp.' }]
    })
  })

  await t.test('is in no table any more, once the order is over', async (t) => {
    t.equal((await client.post('/users/delete', { password: fields.password })).statusCode, 200)
    t.equal((await app.db.order.findUniqueOrThrow({ where: { id } })).email, email, 'the order is under way')
    const cancelledAt = new Date(Date.now() - 31 * 24 * 60 * 60_000)
    await app.db.order.update({ where: { id }, data: { status: 'cancelled', cancelledAt } })
    await app.tasks.runDue(new Date(Date.now() + 2 * 24 * 60 * 60_000))
    const { order, ...rest } = await rowsOf(id, userId)
    t.match(order, { email: '', userId: null, number })
    t.same(rest, { users: 0, carts: 0, addresses: 0, tokens: 0, sessions: 0, begun: 0, kept: 0 })
  })
})

async function rowsOf(orderId: number, userId: number) {
  const { db } = app
  const where = { userId }
  return {
    order: await db.order.findUniqueOrThrow({ where: { id: orderId } }),
    users: await db.user.count({ where: { id: userId } }),
    carts: await db.cart.count({ where }),
    addresses: await db.address.count({ where }),
    tokens: await db.userToken.count({ where }),
    sessions: await db.session.count({ where }),
    kept: (await db.review.count()) + (await db.favourite.count()) + (await db.stockAlert.count()),
    begun: await db.payment.count({ where: { orderId, begun: { not: null } } })
  }
}
