import { EMPTY_ADDRESS, findAddresses, MOST_ADDRESSES, saveAddress } from '@larder/addresses'
import { translatorOf, writeText } from '@larder/blueprint'
import { guestWith } from '@larder/carts/testing'
import { inTransaction, rollBack } from '@larder/database'
import { changeCapacity } from '@larder/delivery'
import { createMethod } from '@larder/delivery/testing'
import { createGood } from '@larder/goods/testing'
import { recordMessages } from '@larder/mail'
import { cancelOrder, expireOrder, restoreOrder } from '@larder/orders'
import { adjustStock, findStock } from '@larder/stock'
import type { TestClient } from '@larder/testing'
import { createUser } from '@larder/users/testing'
import type { FastifyInstance } from 'fastify'
import tap, { test } from 'tap'
import { checkSlots } from '../src/index.js'
import { BERLIN, openCheckout, orderBy } from '../src/testing/index.js'
import { checkoutApp, guestWithGood, UNPAID } from './fixtures/checkout-app.js'

const app = await checkoutApp(tap)
const { db } = app
const VALUES = { ...BERLIN, delivery: 'post', payment_method: 'cash' }
const EVENINGS = Array.from({ length: 7 }, (_, day) => {
  return { weekday: day + 1, starts: '17:00', ends: '20:00', cutoffMinutes: 0, capacity: 1 }
})

const FEE = {
  ...{ goodId: null, slug: '', unit: '', picture: '', quantity: 1, deposit: 0, discount: 0 },
  ...{ taxCategory: 'standard', perishable: false }
}

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

test('nothing is ordered', async (t) => {
  t.test('that was not shown: a price has changed', async (t) => {
    const { client, good } = await guestWithGood(app, 2, { name: 'Plums' })
    const { checkout_id, seen } = await openCheckout(client, VALUES)
    await db.good.update({ where: { id: good.id }, data: { price: 300 } })
    const body = { checkout_id, seen, action: 'order', ...VALUES }
    const response = await client.post('/checkout', body)
    t.equal(response.statusCode, 409)
    const { outcome, changes, checkout } = response.json()
    t.equal(outcome, 'changed')
    t.same(changes, [
      { what: 'price', name: 'Plums', from: 250, to: 300 },
      { what: 'total', name: '', from: 990, to: 1_090 }
    ])
    const page = await client.submit('/checkout', { ...body, seen: seen ?? '' })
    t.equal(page.statusCode, 409)
    t.match(page.body, 'Plums: €3.00 now, not €2.50.')
    t.match(page.body, 'Total: €10.90 now, not €9.90.')
    t.match(page.body, 'Gartenweg 3', 'what was typed is kept')
    t.equal((await client.post('/checkout', { ...body, seen: checkout.seen })).statusCode, 201)
  })

  t.test('that was not shown: how much a unit is', async (t) => {
    const { client, good } = await guestWithGood(app)
    const { checkout_id, seen } = await openCheckout(client, VALUES)
    await db.good.update({ where: { id: good.id }, data: { unit: '250 g' } })
    await db.goodFacts.updateMany({ where: { goodId: good.id }, data: { unit: '250 g' } })
    const response = await client.post('/checkout', { checkout_id, seen, action: 'order', ...VALUES })
    t.match(response, { statusCode: 409 })
    t.match(response.json(), { outcome: 'changed' })
  })

  t.test('that was not shown: when it comes', async (t) => {
    await createMethod(db, { code: 'cart', name: 'Cart', plans: EVENINGS })
    const { client } = await guestWithGood(app)
    const { offers } = await openCheckout(client, VALUES)
    const delivery =
      offers.find(({ code }) => code === 'cart')?.slots.find(({ choice }) => choice)?.choice ?? ''
    const { checkout_id, seen } = await openCheckout(client, { ...VALUES, delivery })
    await db.deliverySlot.updateMany({ data: { endsAt: new Date(Date.now() + 30 * 24 * 60 * 60_000) } })
    const body = { ...VALUES, checkout_id, seen, action: 'order', delivery }
    t.match((await client.post('/checkout', body)).json(), { outcome: 'changed' })
  })

  t.test('that was not shown: what delivery costs', async (t) => {
    const { client } = await guestWithGood(app)
    const { checkout_id } = await openCheckout(client, BERLIN)
    const response = await client.post('/checkout', { checkout_id, action: 'order', ...VALUES })
    t.match(response.json(), { outcome: 'changed', checkout: { delivery_total: 490, total: 990 } })
  })

  t.test('that was not shown: a fee', async (t) => {
    const fees: Record<string, number> = { 'Gift wrap': 200, Ice: 100 }
    const app = await checkoutApp(t, {}, async (app: FastifyInstance) => {
      app.adjustOrder((draft) => ({
        ...draft,
        lines: [
          ...draft.lines,
          ...Object.entries(fees).map(([name, unitPrice]) => ({ ...FEE, name, unitPrice }))
        ]
      }))
    })
    const { client } = await guestWithGood(app, 2, { name: 'Plums' })
    const { checkout_id, seen } = await openCheckout(client, VALUES)
    fees.Ice = 150
    const response = await client.post('/checkout', { checkout_id, seen, action: 'order', ...VALUES })
    t.match(response.json().changes, [
      { what: 'price', name: 'Ice', from: 100, to: 150 },
      { what: 'total', from: 1_290, to: 1_340 }
    ])
    const { order } = (await orderBy(client, VALUES)).json()
    const again = (await client.post(`/checkout/again/${order}`)).json()
    t.match(again, { added: [{ name: 'Plums' }], not_sold: [] }, 'and is not ordered again')
    t.equal(again.not_sold.length, 0)
  })

  t.test('that was put into the cart in another tab', async (t) => {
    const { client } = await guestWithGood(app, 2, { name: 'Plums' })
    const { checkout_id, seen } = await openCheckout(client, VALUES)
    await client.post('/carts/lines', { good: (await createGood(db, { name: 'Pears' })).id, quantity: 1 })
    const response = await client.post('/checkout', { checkout_id, seen, action: 'order', ...VALUES })
    t.match(response.json().changes, [
      { what: 'quantity', name: 'Pears', from: null, to: 1 },
      { what: 'total' }
    ])
  })

  t.test('that is short, which is named, and what there is can be taken', async (t) => {
    const { client, good } = await guestWithGood(app, 5, { name: 'Plums' })
    const gone = await createGood(db, { name: 'Pears' })
    await client.post('/carts/lines', { good: gone.id, quantity: 1 })
    const { checkout_id, seen } = await openCheckout(client, VALUES)
    await sell(good.id, 48)
    await sell(gone.id, 50)
    const body = { checkout_id, seen, action: 'order', ...VALUES }
    const response = await client.post('/checkout', body)
    t.equal(response.statusCode, 409)
    t.match(response.json(), {
      outcome: 'short',
      short: [
        { good: good.id, name: 'Plums', quantity: 5, available: 2 },
        { good: gone.id, name: 'Pears', quantity: 1, available: 0 }
      ]
    })
    const page = await client.submit('/checkout', { ...body, seen: seen ?? '' })
    t.match(page.body, 'Plums: only 2 left, you want 5.')
    t.match(page.body, 'Pears: sold out.')
    t.match(page.body, 'value="take"')
    t.equal(await db.order.count({ where: { checkoutId: checkout_id } }), 0)
    const taken = (await client.post('/checkout', { ...body, action: 'take' })).json()
    t.match(taken, { outcome: 'open', checkout: { lines: [{ name: 'Plums', quantity: 2 }] } })
    const ordered = await client.post('/checkout', { ...body, seen: taken.checkout.seen })
    t.equal(ordered.statusCode, 201)
  })

  t.test('for a delivery time that is gone', async (t) => {
    await createMethod(db, { code: 'van', name: 'Van', plans: EVENINGS })
    const [one, other] = [await guestWithGood(app), await guestWithGood(app)]
    const { offers } = await openCheckout(one.client, BERLIN)
    const [slot, next] = offers.find(({ code }) => code === 'van')?.slots ?? []
    const values = { ...VALUES, delivery: slot?.choice ?? '' }
    const { checkout_id, seen } = await openCheckout(other.client, values)
    t.equal((await orderBy(one.client, values)).statusCode, 201)
    const body = { checkout_id, seen, action: 'order', ...values }
    t.match((await other.client.post('/checkout', body)).json(), { outcome: 'slot-gone' })
    const page = await other.client.submit('/checkout', { ...body, seen: seen ?? '' })
    t.equal(page.statusCode, 409)
    t.match(page.body, '<small>full</small>')
    t.equal((await orderBy(other.client, { ...values, delivery: next?.choice ?? '' })).statusCode, 201)
  })

  t.test('with something missing, all of which is said at once', async (t) => {
    const { client } = await guestWithGood(app)
    const { checkout_id } = await openCheckout(client, { country: 'DE', postal_code: '10115' })
    const body = {
      checkout_id,
      action: 'order',
      country: 'DE',
      postal_code: '10115',
      email: 'anna@home',
      note: 'x'.repeat(501)
    }
    const response = await client.post('/checkout', { ...body, billing: 'other', billing_country: 'US' })
    t.equal(response.statusCode, 422)
    t.same(Object.keys(response.json().problems).sort(), [
      'billing_city',
      'billing_name',
      'billing_postal_code',
      'billing_region',
      'billing_street',
      'city',
      'delivery',
      'email',
      'name',
      'note',
      'payment_method',
      'street'
    ])
    const page = await client.submit('/checkout', body)
    t.match(page.body, '<a href="#email">Please enter an e-mail address.</a>')
    t.match(page.body, 'value="anna@home"')
  })

  t.test('with a choice that is not offered', async (t) => {
    await createMethod(db, { code: 'dear', minTotal: 100_000 })
    await createMethod(db, { code: 'french', areas: [{ country: 'FR', postalPrefix: '' }] })
    const { client } = await guestWithGood(app)
    for (const delivery of ['dear', 'french', 'van', 'post:1', 'post:', ' ', ''])
      t.match((await orderBy(client, { ...VALUES, delivery })).json(), {
        outcome: 'problems',
        problems: { delivery: 'Please choose how you get your order.' }
      })
    for (const delivery of ['van:999999', 'van:-1', 'van:1e9', 'van:'])
      t.match((await orderBy(client, { ...VALUES, delivery })).json(), { outcome: 'slot-gone' })
    t.match(
      (await orderBy((await guestWithGood(app)).client, { ...VALUES, payment_method: 'gold' })).json(),
      {
        problems: { payment_method: 'Please choose how you pay.' }
      }
    )
  })

  t.test('that is not sold any more, which is named and can be left out', async (t) => {
    const { client, good } = await guestWithGood(app, 1, { name: 'Quinces' })
    await client.post('/carts/lines', { good: (await createGood(db)).id })
    const { checkout_id, seen } = await openCheckout(client, VALUES)
    await db.good.update({ where: { id: good.id }, data: { published: false } })
    const body = { checkout_id, seen, action: 'order', ...VALUES }
    t.match((await client.post('/checkout', body)).json(), {
      outcome: 'not-sold',
      not_sold: [{ good: good.id, name: 'Quinces' }],
      checkout: { seen: null }
    })
    t.match((await client.visit('/checkout')).body, 'Quinces: no longer sold.')
    const { checkout } = (await client.post('/checkout', { ...body, action: 'take' })).json()
    t.equal((await client.post('/checkout', { ...body, seen: checkout.seen })).statusCode, 201)
  })

  t.test('of goods whose prices are in another currency', async (t) => {
    const { client } = await guestWithGood(app)
    const { checkout_id } = await openCheckout(client, VALUES)
    await client.post('/carts/lines', { good: (await createGood(db, { currency: 'JPY' })).id })
    const body = { checkout_id, action: 'order', ...VALUES }
    t.match((await client.post('/checkout', body)).json(), { outcome: 'mixed-currencies' })
  })

  t.test('that is more than an order can be for', async (t) => {
    const { client } = await guestWithGood(app, 50, { price: 2_000_000_000 })
    const { checkout } = (await client.get('/checkout')).json()
    t.match(checkout, { total: null, seen: null })
    const response = await client.post('/checkout', {
      checkout_id: checkout.checkout_id,
      action: 'order',
      ...VALUES
    })
    t.match(response.json(), { outcome: 'too-large', message: /less at a time/ })
    t.equal((await client.visit('/checkout')).statusCode, 200)
  })

  t.test('to where we do not deliver, or know no tax', async (t) => {
    const { client } = await guestWithGood(app)
    const where = {
      country: 'CN',
      region: '上海市',
      city: '上海市',
      district: '长宁区',
      street: '1',
      phone: '13800000000'
    }
    const { checkout_id } = await openCheckout(client, VALUES)
    const body = { checkout_id, action: 'order', ...VALUES, ...where, postal_code: '' }
    t.match((await client.post('/checkout', body)).json(), { outcome: 'no-delivery' })
    await createMethod(db, { code: 'ship', areas: [{ country: 'CN', postalPrefix: '' }] })
    t.match((await client.post('/checkout', body)).json(), { outcome: 'no-tax-rate' })
    t.match((await client.submit('/checkout', body)).body, 'We do not deliver to this address.')
  })

  t.test('by a way of delivery for which nobody can pay', async (t) => {
    await createMethod(db, { code: UNPAID })
    const { client } = await guestWithGood(app)
    const { checkout_id } = await openCheckout(client, VALUES)
    const body = { checkout_id, ...VALUES, delivery: UNPAID }
    t.match((await client.post('/checkout', body)).json(), { outcome: 'no-payment' })
    t.match((await client.post('/checkout', { ...body, action: 'order' })).json(), { outcome: 'no-payment' })
    const page = (await client.submit('/checkout', body)).body
    t.match(page, 'there is no way to pay yet. Please choose another one.')
    t.notMatch(page, 'Order with obligation to pay')
  })

  t.test('that a guard refuses, by its own sentence', async (t) => {
    const { client } = await guestWithGood(app, 1, { name: 'Absinthe' })
    const response = await orderBy(client, { ...VALUES, note: 'refuse me' })
    t.match(response.json(), { outcome: 'refused', message: 'Not today.' })
    t.equal(response.statusCode, 422)
  })

  t.test('from a cart that is empty by now', async (t) => {
    const { client, good } = await guestWithGood(app)
    const { checkout_id, seen } = await openCheckout(client, VALUES)
    await client.request({ method: 'DELETE', url: `/carts/lines/${good.id}` })
    const body = { checkout_id, seen, action: 'order', ...VALUES }
    t.match((await client.post('/checkout', body)).json(), { outcome: 'empty', order: null })
    t.match((await client.submit('/checkout', { ...body, seen: seen ?? '' })).body, 'Your cart is empty.')
  })
})

test('a slot', async (t) => {
  await createMethod(db, { code: 'bike', name: 'Bike', plans: EVENINGS })

  t.test('goes back with a cancelled order, and is taken with a restored one', async (t) => {
    const { client } = await guestWithGood(app)
    const { id, slot } = await orderForBike(client)
    t.match(await slotOf(slot), { taken: 1 })
    t.same(await checkSlots(db), [])
    const found = await inTransaction<never, string[]>(db, async (tx) => {
      await tx.deliverySlot.update({ where: { id: slot }, data: { taken: 0 } })
      return rollBack(await checkSlots(tx))
    })
    t.same(found, [`Delivery time ${slot}: it is taken by 0 orders, and 1 have it.`])
    await expire(id)
    t.match(await slotOf(slot), { taken: 0 })
    const restore = () => inTransaction(db, (tx) => restoreOrder(tx, id, app.orders, new Date()))
    t.match(await restore(), { outcome: 'restored' })
    t.match(await slotOf(slot), { taken: 1 })
    await inTransaction(db, (tx) => cancelOrder(tx, id, { by: 'staff', now: new Date() }, app.orders))
    t.match(await slotOf(slot), { taken: 0 })
  })

  t.test('that others have taken meanwhile refuses to restore', async (t) => {
    const { id } = await orderForBike((await guestWithGood(app)).client)
    await expire(id)
    await orderForBike((await guestWithGood(app)).client)
    const restored = await inTransaction(db, (tx) => restoreOrder(tx, id, app.orders, new Date()))
    t.equal(restored.outcome, 'refused')
    const { t: say } = translatorOf(app, 'en')
    const problem = 'problem' in restored && restored.problem
    t.equal(problem && writeText(problem, say), 'The delivery time is taken by now.')
  })

  t.test('that is closed meanwhile refuses to restore', async (t) => {
    const { id, slot } = await orderForBike((await guestWithGood(app)).client)
    await changeCapacity(db, slot, 0)
    await expire(id)
    const tryToRestore = () =>
      inTransaction<never, string>(db, async (tx) =>
        rollBack((await restoreOrder(tx, id, app.orders, new Date())).outcome)
      )
    t.equal(await tryToRestore(), 'refused')
    await changeCapacity(db, slot, 1)
    t.equal(await tryToRestore(), 'restored')
  })

  async function orderForBike(client: TestClient): Promise<{ id: number; slot: number }> {
    const { offers } = await openCheckout(client, BERLIN)
    const choice = offers.find(({ code }) => code === 'bike')?.slots.find((slot) => slot.choice)?.choice ?? ''
    const { order } = (await orderBy(client, { ...VALUES, delivery: choice, payment_method: 'card' })).json()
    const { id } = await db.order.findUniqueOrThrow({ where: { number: order } })
    return { id, slot: Number(choice.split(':')[1]) }
  }

  const slotOf = (id: number) => db.deliverySlot.findUnique({ where: { id } })
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

async function sell(goodId: number, units: number): Promise<void> {
  await inTransaction(db, (tx) => adjustStock(tx, { goodId, by: -units, kind: 'corrected' }, app.stockHooks))
}

async function expire(id: number): Promise<void> {
  const past = new Date(Date.now() - 1_000)
  await db.order.update({ where: { id }, data: { payBy: past } })
  await expireOrder(db, id, app.orders, new Date())
}
