import { inTransaction } from '@larder/database'
import { createMethod } from '@larder/delivery/testing'
import { createGood } from '@larder/goods/testing'
import { adjustStock } from '@larder/stock'
import type { FastifyInstance } from 'fastify'
import tap, { test } from 'tap'
import { BERLIN, openCheckout, orderBy } from '../src/testing/index.js'
import { checkoutApp, guestWithGood, UNPAID, VALUES } from './fixtures/checkout-app.js'

const app = await checkoutApp(tap)
const { db } = app

const FEE = {
  ...{ goodId: null, slug: '', unit: '', picture: '', quantity: 1, deposit: 0, discount: 0 },
  ...{ taxCategory: 'standard', perishable: false }
}
const EVENINGS = Array.from({ length: 7 }, (_, day) => {
  return { weekday: day + 1, starts: '17:00', ends: '20:00', cutoffMinutes: 0, capacity: 1 }
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

async function sell(goodId: number, units: number): Promise<void> {
  await inTransaction(db, (tx) => adjustStock(tx, { goodId, by: -units, kind: 'corrected' }, app.stockHooks))
}
