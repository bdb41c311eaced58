import { EMPTY_ADDRESS, findAddresses, MOST_ADDRESSES, saveAddress } from '@larder/addresses'
import { guestWith } from '@larder/carts/testing'
import { inTransaction } from '@larder/database'
import { createGood } from '@larder/goods/testing'
import { recordMessages } from '@larder/mail'
import { findStock } from '@larder/stock'
import { createUser } from '@larder/users/testing'
import tap, { test } from 'tap'
import { BERLIN, openCheckout, orderBy } from '../src/testing/index.js'
import { checkoutApp, guestWithGood, VALUES } from './fixtures/checkout-app.js'

const app = await checkoutApp(tap)
const { db } = app

test('an order', async (t) => {
  t.test('is placed with what was shown, and paid at the provider', async (t) => {
    const { client, good } = await guestWithGood(app, 3)
    const mails = await recordMessages(app, async () => {
      const response = await orderBy(client, { ...VALUES, payment_method: 'card', note: ' Ring\r\ntwice ' })
      t.equal(response.statusCode, 201)
      t.match(response.json(), { outcome: 'placed', next: /^https:\/\/pay\.example\// })
    })
    t.match(mails, [{ to: [BERLIN.email] }])
    const { order } = (await client.get('/orders/get_order')).json()
    t.match(order, {
      goods_total: 750,
      delivery_total: 490,
      total: 1_240,
      owed: 1_240,
      note: 'Ring\ntwice',
      lines: [{ slug: good.slug, quantity: 3, unit_price: 250 }],
      address: ['Anna Muster', 'Gartenweg 3', '10115 Berlin', 'Germany']
    })
    t.match(await findStock(db, [good.id]), [{ onHand: 47 }])
    t.match((await client.get('/carts')).json(), { lines: [] })
    t.match((await client.get('/checkout')).json(), { outcome: 'empty', order: order.number })
  })

  t.test('of a customer is theirs', async (t) => {
    const { id } = await createUser(db)
    const client = app.client()
    await client.post(`/in/${id}`)
    await client.post('/carts/lines', { good: (await createGood(db)).id })
    const { order } = (await orderBy(client, VALUES)).json()
    t.match(await db.order.findUnique({ where: { number: order } }), { userId: id, payBy: null })
    await client.post('/carts/lines', { good: (await createGood(db)).id })
    const { checkout } = (await client.get('/checkout')).json()
    t.match(checkout.values, BERLIN, 'the next one begins with its address')
    t.equal(checkout.values.delivery, undefined, 'and with no choice')
  })

  t.test('leaves its address in the customer’s book, however full that is', async (t) => {
    const { id } = await createUser(db)
    for (let number = 1; number <= MOST_ADDRESSES; number++) {
      const address = { ...EMPTY_ADDRESS, name: 'Anna', street: `Street ${number}`, country: 'DE' }
      await inTransaction(db, (tx) => saveAddress(tx, id, address, new Date(number)))
    }
    const client = app.client()
    await client.post(`/in/${id}`)
    await client.post('/carts/lines', { good: (await createGood(db)).id })
    t.equal((await orderBy(client, { ...VALUES, note: 'refuse me' })).json().outcome, 'refused')
    t.match(await findAddresses(db, id), [{ address: { street: 'Street 20' } }], 'as it was')
    for (const time of ['once', 'twice']) {
      await client.post('/carts/lines', { good: (await createGood(db)).id })
      t.equal((await orderBy(client, VALUES)).json().outcome, 'placed', time)
      const book = await findAddresses(db, id)
      t.equal(book.length, MOST_ADDRESSES)
      t.match(book, [{ address: { street: BERLIN.street, postalCode: BERLIN.postal_code } }])
      t.match(book.at(-1), { address: { street: 'Street 2' } })
    }
    const addresses = await db.address.count()
    const { client: guest } = await guestWithGood(app)
    t.equal((await orderBy(guest, VALUES)).json().outcome, 'placed')
    t.equal(await db.address.count(), addresses, 'a guest has none')
  })

  t.test('is one, however often it is asked for at once', async (t) => {
    const { client, good } = await guestWithGood(app)
    const { checkout_id, seen } = await openCheckout(client, VALUES)
    const body = { checkout_id, seen, action: 'order', ...VALUES }
    const mails = await recordMessages(app, async () => {
      const responses = await Promise.all(Array.from({ length: 20 }, () => client.post('/checkout', body)))
      const numbers = new Set(responses.map((response) => response.json().order))
      t.equal(numbers.size, 1)
      t.same(responses.map(({ statusCode }) => statusCode).sort(), [...Array(19).fill(200), 201])
    })
    t.equal(mails.length, 1)
    t.equal(await db.order.count({ where: { checkoutId: checkout_id } }), 1)
    t.match(await findStock(db, [good.id]), [{ onHand: 48 }])
  })

  t.test('is the same in a second tab, before and after', async (t) => {
    const { client } = await guestWithGood(app)
    const [one, other] = [await openCheckout(client), await openCheckout(client)]
    t.equal(one.checkout_id, other.checkout_id)
    const { order } = (await orderBy(client, VALUES)).json()
    for (const action of ['order', 'update', 'take']) {
      const late = await client.submit('/checkout', { checkout_id: other.checkout_id, action, ...VALUES })
      t.match(late, { statusCode: 303, headers: { location: `/orders/${order}` } })
    }
    t.equal((await client.visit(`/orders/${order}`)).statusCode, 200)
  })

  t.test('is another one for each cart that is filled', async (t) => {
    const { client, good } = await guestWithGood(app)
    const first = await openCheckout(client, VALUES)
    await orderBy(client, VALUES)
    await client.post('/carts/lines', { good: good.id })
    const second = await openCheckout(client, VALUES)
    t.not(second.checkout_id, first.checkout_id)
    t.equal((await orderBy(client, VALUES)).statusCode, 201)
  })

  t.test('costs what the shop says, not what the body does', async (t) => {
    const { client, good } = await guestWithGood(app)
    const { checkout_id, seen } = await openCheckout(client, VALUES)
    const mine = {
      price: 1,
      total: 1,
      currency: 'JPY',
      user_id: 1,
      quantity: 99,
      lines: [{ good: good.id, quantity: -1 }]
    }
    const response = await client.post('/checkout', {
      checkout_id,
      seen,
      action: 'order',
      ...VALUES,
      ...mine
    })
    t.equal(response.statusCode, 201)
    const order = await db.order.findUnique({ where: { number: response.json().order } })
    t.match(order, { total: 990, currency: 'EUR', userId: null })
  })

  t.test('is nobody else’s', async (t) => {
    const { client } = await guestWithGood(app)
    const other = await guestWithGood(app)
    const { checkout_id, seen } = await openCheckout(client, VALUES)
    for (const action of ['order', 'update', 'take']) {
      const response = await other.client.post('/checkout', { checkout_id, seen, action, ...VALUES })
      t.match(response.json(), { statusCode: 404, code: 'CHECKOUT_ERR_NOT_FOUND' })
    }
    await orderBy(client, VALUES)
    t.equal((await other.client.post('/checkout', { checkout_id, action: 'order' })).statusCode, 404)
  })

  t.test('is one of ten within an hour', async (t) => {
    const { client, good } = await guestWithGood(app)
    for (let placed = 0; placed < 10; placed++) {
      t.equal((await orderBy(client, VALUES)).statusCode, 201)
      await client.post('/carts/lines', { good: good.id })
    }
    const response = await orderBy(client, VALUES)
    t.match(response.json(), { outcome: 'too-many-orders', message: /order again in (a minute|\d+ minutes)/ })
    t.match(response, { statusCode: 429, headers: { 'retry-after': /^\d+$/ } })
    t.match((await client.get('/carts')).json(), { count: 1 }, 'the cart is as it was')
  })
})

test('many who want the last units at once get what there is', async (t) => {
  const good = await createGood(db, { stock: 3 })
  const clients = await Promise.all(Array.from({ length: 12 }, () => guestWith(app, good.id, 1)))
  const opened = await Promise.all(clients.map((client) => openCheckout(client, VALUES)))
  const outcomes = await Promise.all(
    clients.map(async (client, index) => {
      const { checkout_id, seen } = opened[index] ?? {}
      const response = await client.post('/checkout', { checkout_id, seen, action: 'order', ...VALUES })
      return response.json().outcome
    })
  )
  t.same(outcomes.sort(), [...Array(3).fill('placed'), ...Array(9).fill('short')])
  t.match(await findStock(db, [good.id]), [{ onHand: 0 }])
})

test('an overdue order gives its stock to who comes next', async (t) => {
  const { client, good } = await guestWithGood(app, 1, { stock: 1 })
  const other = await guestWith(app, good.id, 1)
  const { checkout_id, seen } = await openCheckout(other, VALUES)
  await orderBy(client, { ...VALUES, payment_method: 'card' })
  const body = { checkout_id, seen, action: 'order', ...VALUES }
  t.match((await other.post('/checkout', body)).json(), { outcome: 'short' })
  await db.order.updateMany({
    where: { lines: { some: { goodId: good.id } } },
    data: { payBy: new Date(Date.now() - 1_000) }
  })
  t.match((await other.post('/checkout', body)).json(), { outcome: 'placed' })
  t.match(await findStock(db, [good.id]), [{ onHand: 0 }])
})
