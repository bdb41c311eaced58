import { guestWith } from '@larder/carts/testing'
import { inTransaction } from '@larder/database'
import { createMethod } from '@larder/delivery/testing'
import { createGood, setStock } from '@larder/goods/testing'
import { recordMessages } from '@larder/mail'
import { readOrder } from '@larder/orders'
import { erasePersonalData, exportPersonalData } from '@larder/session'
import { englishIn } from '@larder/testing'
import { createUser } from '@larder/users/testing'
import tap, { test } from 'tap'
import { deleteOldCheckouts } from '../src/checkout/open-checkout.js'
import { BERLIN, checkoutBehave, openCheckout, orderBy } from '../src/testing/index.js'
import { checkoutApp, guestWithGood, VALUES } from './fixtures/checkout-app.js'

const app = await checkoutApp(tap, {
  timeZone: 'Europe/Berlin',
  terms: (language) => (language === 'en' ? 'https://shop.example/terms' : 'https://shop.example/zh/terms'),
  findContact: async () => ({ email: 'known@example.org', name: 'Ada' })
})
const { db } = app

test('the checkout, served alone', (t) => checkoutBehave(t, app))

test('the page', async (t) => {
  t.test('asks for the address first, and binds to nothing', async (t) => {
    const { client } = await guestWithGood(app)
    const { body, headers } = await client.visit('/checkout')
    t.match(headers, { 'cache-control': 'no-store', 'x-robots-tag': 'noindex' })
    t.match(body, /<button name="action" value="log-in"[^>]*>Log in<\/button>/)
    t.match(body, 'Enter your address and press “Update”')
    t.notMatch(body, 'Order with obligation to pay')
    t.notMatch(body, ' checked')
  })

  t.test('shows the whole price above the button that orders', async (t) => {
    const { client } = await guestWithGood(app, 2, { name: 'Plums' })
    await openCheckout(client, VALUES)
    const { body } = await client.visit('/checkout')
    const end = body.slice(body.indexOf('4. Your order'))
    t.match(end, /Plums[\s\S]*Delivery: Post[\s\S]*€4\.90[\s\S]*Total[\s\S]*€9\.90[\s\S]*VAT/)
    t.match(end, /href="https:\/\/shop\.example\/terms"[\s\S]*>Order with obligation to pay<\/button>/)
    t.notMatch(body, 'right to withdraw')
  })

  t.test('has the fields of the country', async (t) => {
    const { client } = await guestWithGood(app)
    const { checkout_id } = (await client.get('/checkout')).json().checkout
    const { body, statusCode } = await client.submit('/checkout', {
      checkout_id,
      action: 'update',
      country: 'CN',
      name: '<b>王</b>',
      billing: 'other'
    })
    t.equal(statusCode, 200)
    t.match(body, /Province[\s\S]*City[\s\S]*District[\s\S]*Mobile phone/)
    t.match(body, '&lt;b&gt;王&lt;/b&gt;', 'and what was typed')
    t.match(body, 'id="billing_district"')
    t.match((await client.visit('/checkout')).body, '&lt;b&gt;王', 'when it is opened again, too')
  })

  t.test('has the times of each day, in the shop’s zone', async (t) => {
    await createMethod(
      db,
      { code: 'van', name: 'Van', price: 0, plans: everyDay('17:00') },
      { timeZone: 'Europe/Berlin', now: new Date() }
    )
    const { client } = await guestWithGood(app)
    await openCheckout(client, BERLIN)
    const { body } = await client.visit('/checkout')
    t.match(
      body,
      /<legend>\w+, \d+ \w+<\/legend>[\s\S]*17:00–20:00 <small>order by \w{3}, \d+ \w{3,4}, 17:00<\/small>/
    )
    t.match(body, '<p>Van, <strong>free</strong></p>')
  })

  t.test('says why a delivery cannot be chosen', async (t) => {
    const times = { name: 'Large', minTotal: 2_000, plans: everyDay('12:34') }
    await createMethod(db, times, { timeZone: 'Europe/Berlin', now: new Date() })
    const { client } = await guestWithGood(app)
    await openCheckout(client, BERLIN)
    const { body } = await client.visit('/checkout')
    t.match(body, 'For €20.00 of products or more: you need another €15.00.')
    t.notMatch(body, '12:34', 'its times are neither free nor full')
  })

  t.test('begins with what is known of a customer', async (t) => {
    const { id } = await createUser(db)
    const client = app.client()
    await client.post(`/in/${id}`)
    await client.post('/carts/lines', { good: (await createGood(db)).id })
    const { body } = await client.visit('/checkout')
    t.match(body, 'value="known@example.org"')
    t.notMatch(body, 'Log in')
  })

  t.test('begins with the address of the customer’s book, and lets another one be chosen', async (t) => {
    const { id } = await createUser(db)
    const client = app.client()
    await client.post(`/in/${id}`)
    const { id: first } = (await client.post('/addresses', { ...BERLIN, street: 'Home 1' })).json()
    const { id: second } = (await client.post('/addresses', { ...BERLIN, street: '<Work> 2' })).json()
    await client.post(`/addresses/${first}/default`)
    await client.post('/carts/lines', { good: (await createGood(db)).id })
    const { body } = await client.visit('/checkout')
    t.match(body, '>Home 1</textarea>')
    t.match(body, 'value="known@example.org"')
    t.match(body, `<option value="${second}">Anna Muster, &lt;Work&gt; 2, 10115 Berlin, Germany</option>`)
    t.notMatch(body, `<option value="${first}">`)
    const { checkout_id } = (await client.get('/checkout')).json().checkout
    const chosen = {
      checkout_id,
      action: 'use-address',
      address_id: second,
      note: 'Ring twice',
      name: 'Typed'
    }
    const page = (await client.submit('/checkout', chosen)).body
    t.match(page, /value="Anna Muster"[\s\S]*>&lt;Work&gt; 2<\/textarea>[\s\S]*>Ring twice<\/textarea>/)
    t.match(page, `<option value="${first}">`)
    const gone = await client.submit('/checkout', { ...chosen, address_id: 999_999, note: 'Ring thrice' })
    t.match(gone.body, />Ring thrice<\/textarea>/, 'what was typed stays where the address is gone')
    const { client: other } = await guestWithGood(app)
    const guest = { ...chosen, checkout_id: (await other.get('/checkout')).json().checkout.checkout_id }
    for (const stranger of ['guest', 'customer']) {
      if (stranger === 'customer') await other.post(`/in/${(await createUser(db)).id}`)
      const { statusCode } = await other.post('/checkout', guest)
      t.equal(statusCode, 404, `not for another ${stranger}`)
    }
    t.notMatch((await other.visit('/checkout')).body, 'Your other addresses')
  })

  t.test('follows the customer’s book until something is typed', async (t) => {
    const { id } = await createUser(db)
    const client = app.client()
    await client.post(`/in/${id}`)
    const { id: address } = (await client.post('/addresses', { ...BERLIN, street: 'Gardn Way 1' })).json()
    await client.post('/carts/lines', { good: (await createGood(db)).id })
    t.match((await client.visit('/checkout')).body, '>Gardn Way 1</textarea>')
    await client.post(`/addresses/${address}`, { ...BERLIN, street: 'Garden Way 1' })
    t.match((await client.visit('/checkout')).body, '>Garden Way 1</textarea>')
    await openCheckout(client, { ...VALUES, street: 'Typed 2' })
    t.match((await client.visit('/checkout')).body, '>Typed 2</textarea>')
  })

  t.test('leads to the log-in and back, with all that was typed', async (t) => {
    const { id } = await createUser(db)
    const customer = app.client()
    await customer.post(`/in/${id}`)
    await customer.post('/carts/lines', { good: (await createGood(db)).id })
    await openCheckout(customer, { ...VALUES, street: 'Typed Long Ago 1' })
    const { client } = await guestWithGood(app, 1, { name: 'Quinces' })
    const { checkout_id } = (await client.get('/checkout')).json().checkout
    const typed = { checkout_id, action: 'log-in', street: 'Just Now 7', country: 'FR' }
    const { statusCode, headers } = await client.submit('/checkout', typed)
    t.equal(statusCode, 303)
    t.equal(headers.location, '/in?next=%2Fcheckout')
    await client.post(`/in/${id}`)
    for (const time of ['first', 'second']) {
      const { body } = await client.visit('/checkout')
      t.match(body, '>Just Now 7</textarea>', time)
      t.match(body, 'Quinces')
    }
    await orderBy(client, VALUES)
    await client.post('/carts/lines', { good: (await createGood(db)).id })
    t.notMatch((await client.visit('/checkout')).body, 'Just Now 7', 'an order ends it')
  })

  t.test('begins with the customer’s book also after a log-in from a form with nothing typed', async (t) => {
    const { id } = await createUser(db)
    const customer = app.client()
    await customer.post(`/in/${id}`)
    await customer.post('/addresses', { ...BERLIN, street: 'Home 1' })
    const { client } = await guestWithGood(app)
    const { checkout_id } = (await client.get('/checkout')).json().checkout
    const sent = { ...Object.fromEntries(Object.keys(BERLIN).map((field) => [field, ''])), country: 'DE' }
    await client.submit('/checkout', { checkout_id, action: 'log-in', ...sent, payment_method: 'cash' })
    await client.post(`/in/${id}`)
    const { body } = await client.visit('/checkout')
    t.match(body, '>Home 1</textarea>')
    t.match(body, 'value="known@example.org"')
  })

  t.test('has the account’s e-mail address, not that of a former order', async (t) => {
    const { id } = await createUser(db)
    const client = app.client()
    await client.post(`/in/${id}`)
    await client.post('/carts/lines', { good: (await createGood(db)).id })
    t.equal((await orderBy(client, { ...VALUES, email: 'former@example.org' })).statusCode, 201)
    await client.post('/carts/lines', { good: (await createGood(db)).id })
    const { body } = await client.visit('/checkout')
    t.match(body, 'value="known@example.org"')
    t.notMatch(body, 'value="former@example.org"')
  })

  t.test('can still be ordered with when it was shown on its last day', async (t) => {
    const { client } = await guestWithGood(app)
    const { checkout_id } = await openCheckout(client, VALUES)
    const { seen } = (await client.get('/checkout')).json().checkout
    await db.checkout.update({ where: { id: checkout_id }, data: { expiresAt: new Date() } })
    await client.get('/checkout')
    await deleteOldCheckouts(db, new Date(Date.now() + 60_000))
    const order = { ...VALUES, checkout_id, seen, action: 'order' }
    t.equal((await client.post('/checkout', order)).statusCode, 201)
  })

  t.test('is given out, and goes, with what a guest has typed', async (t) => {
    const { client } = await guestWithGood(app)
    const { checkout_id } = await openCheckout(client, { ...VALUES, email: 'Erase_me@example.org' })
    const { client: stranger } = await guestWithGood(app)
    const other = await openCheckout(stranger, { ...VALUES, email: 'erase-me@example.org' })
    const person = { userId: null, email: 'erase_me@example.org' }
    t.match((await exportPersonalData(app, person)).checkout, [{ ...VALUES, email: 'Erase_me@example.org' }])
    await inTransaction(db, (tx) => erasePersonalData(app)(tx, person, new Date()))
    t.equal(await db.checkout.count({ where: { id: checkout_id } }), 0)
    t.equal(await db.checkout.count({ where: { id: other.checkout_id } }), 1, 'and nobody else’s')
  })

  t.test('refuses what no form sends', async (t) => {
    const { client } = await guestWithGood(app)
    const { checkout_id } = await openCheckout(client, VALUES)
    for (const odd of [
      { action: 'steal' },
      { email: ['a', 'b'] },
      { email: '\u0000' },
      { street: 'x'.repeat(501) },
      { billing: 'mine' },
      { checkout_id: 'x'.repeat(37) },
      { checkout_id: undefined },
      { note: { length: 1 } }
    ]) {
      const response = await client.post('/checkout', { checkout_id, ...VALUES, ...odd })
      t.equal(response.statusCode, 400, JSON.stringify(odd).slice(0, 60))
    }
    t.equal((await client.post('/checkout', { checkout_id, note: 'x'.repeat(2_000_000) })).statusCode, 413)
  })

  t.test('has pick-up taxed where the shop is', async (t) => {
    await createMethod(db, { code: 'pick-up', kind: 'pickup', price: 0, areas: [] })
    const { client } = await guestWithGood(app)
    const there = { ...BERLIN, country: 'FR', postal_code: '75001', city: 'Paris' }
    const { offers, seen } = await openCheckout(client, { ...there, delivery: 'pick-up' })
    t.same(
      offers.map(({ code }) => code),
      ['pick-up']
    )
    t.ok(seen)
  })
})

test('the mail of an order links the terms', async (t) => {
  const { client } = await guestWithGood(app)
  const [mail] = await recordMessages(app, async () => void (await orderBy(client, VALUES)))
  t.match(mail?.text, '\nOur terms: https://shop.example/terms\n')
  t.notMatch(mail?.text, 'right to withdraw')
})

test('the checkout in Chinese', async (t) => {
  const chinese = { name: 'Quinces from afar', deposit: 25 }
  const facts = { language: 'zh-Hans', name: '榅桲', unit: '1公斤' }
  const orderable = async () => {
    const { client, good } = await guestWithGood(app, 2, chinese)
    await db.goodFacts.create({ data: { ...facts, goodId: good.id } })
    return { client, good }
  }

  t.test('has its page, and what is wrong', async (t) => {
    await createMethod(
      db,
      { code: 'bike', name: '自行车', price: 0, plans: everyDay('17:00') },
      { timeZone: 'Europe/Berlin', now: new Date() }
    )
    const { client } = await orderable()
    await openCheckout(client, { ...VALUES, billing: 'other' }, '/zh/checkout')
    const { body } = await client.visit('/zh/checkout')
    t.same(englishIn(body.replaceAll(/value="[^"]*"|>(Anna Muster|Gartenweg 3)</g, '')), ['On delivery'])
    t.match(
      body,
      /<legend>\d+月\d+日星期.<\/legend>[\s\S]*17:00–20:00 <small>请于 \d+月\d+日周. 17:00 前下单</
    )
    t.match(
      body,
      /榅桲<br><small>€2\.50 \/ 1公斤，另加押金 €0\.25<[\s\S]*配送：Post[\s\S]*合计[\s\S]*含 \d+% 增值税/
    )
    t.match(body, 'href="https://shop.example/zh/terms"')
    const { checkout_id } = (await client.get('/zh/checkout')).json().checkout
    const wrong = { ...VALUES, checkout_id, action: 'order', email: 'no', postal_code: '1' }
    const refused = await client.submit('/zh/checkout', wrong)
    t.match(refused.body, /请检查 \d 处内容[\s\S]*请填写电子邮箱。/)
  })

  t.test('makes an order in it, with its names and its mail', async (t) => {
    const { client } = await orderable()
    const messages = await recordMessages(app, async () => {
      const { order } = (await orderBy(client, VALUES, '/zh/checkout')).json()
      const { id } = await db.order.findUniqueOrThrow({ where: { number: order } })
      t.match(await readOrder(db, id), { language: 'zh-Hans', lines: [{ name: '榅桲', unit: '1公斤' }] })
    })
    t.match(messages[0]?.text, /2 × 榅桲（1公斤）[\s\S]*销售条款：https:\/\/shop\.example\/zh\/terms/)
  })

  t.test('says what has changed', async (t) => {
    const { client, good } = await orderable()
    const { checkout_id, seen } = await openCheckout(client, VALUES, '/zh/checkout')
    await db.good.update({ where: { id: good.id }, data: { price: 300 } })
    const order = { ...VALUES, checkout_id, seen: seen ?? '', action: 'order' }
    const { body } = await client.submit('/zh/checkout', order)
    t.match(body, /订单尚未提交[\s\S]*榅桲：价格由 €2\.50 变为 €3\.00。[\s\S]*合计由 €10\.40 变为 €11\.40。/)
  })

  t.test('is where its cart leads to', async (t) => {
    const { client } = await orderable()
    const { body } = await client.visit('/zh/carts')
    t.match(body, /<a href="\/zh\/checkout" class="button primary">去结算<[\s\S]*配送费另计：Post €4\.90、/)
    t.match((await app.client().visit('/zh/checkout')).body, '购物车还是空的。')
  })
})

test('a cart leads to the checkout, and says what comes on top', async (t) => {
  const { client } = await guestWithGood(app)
  const { body } = await client.visit('/carts')
  t.match(body, '<a href="/checkout" class="button primary">Go to checkout</a>')
  t.match(body, /Plus delivery: Post €4\.90[\s\S]*<a href="\/delivery">/)
  t.match(body, 'Ways to pay: Card, On delivery.')
  t.notMatch((await app.client().visit('/carts')).body, 'checkout')
})

test('an order can be ordered again', async (t) => {
  const { client, good } = await guestWithGood(app, 3, { name: 'Plums' })
  const gone = await createGood(db, { name: 'Pears' })
  await client.post('/carts/lines', { good: gone.id })
  const { order } = (await orderBy(client, VALUES)).json()
  t.match((await client.visit(`/orders/${order}`)).body, `action="/checkout/again/${order}"`)
  await db.good.delete({ where: { id: gone.id } })
  t.same((await client.post(`/checkout/again/${order}`)).json(), {
    added: [{ slug: good.slug, name: 'Plums', quantity: 3 }],
    limited: [],
    not_sold: [{ slug: gone.slug, name: 'Pears' }]
  })
  const { statusCode, headers } = await client.submit(`/checkout/again/${order}`)
  t.match({ statusCode, headers }, { statusCode: 303, headers: { location: '/carts' } })
  const { body } = await client.visit('/carts')
  t.match(body, 'Pears: no longer sold.')
  t.match(body, 'value="6"')
  const other = await guestWith(app, good.id, 1)
  t.equal((await other.post(`/checkout/again/${order}`)).statusCode, 404)
  await setStock(db, good.id, 4)
  t.match((await client.post(`/checkout/again/${order}`)).json(), {
    added: [],
    limited: [{ name: 'Plums', quantity: 4 }]
  })
  await setStock(db, good.id, 0)
  await client.submit(`/checkout/again/${order}`)
  t.match((await client.visit('/carts')).body, 'Plums: sold out, sorry.')
})

test('each order of a customer’s list can be ordered again', async (t) => {
  const { id } = await createUser(db)
  const { client } = await guestWithGood(app)
  await client.post(`/in/${id}`)
  const { order } = (await orderBy(client, VALUES)).json()
  const { body } = await client.visit('/orders')
  t.match(body, `action="/checkout/again/${order}"`)
  t.match(body, `aria-labelledby="again-${order} order-${order}"`)
})

test('checkouts that nobody went on with are deleted', async (t) => {
  const { client } = await guestWithGood(app)
  const { checkout_id: id } = await openCheckout(client)
  await app.tasks.runDue()
  t.ok(await db.checkout.findUnique({ where: { id } }))
  await db.checkout.update({ where: { id }, data: { expiresAt: new Date(0) } })
  await app.tasks.runDue(new Date(Date.now() + 25 * 60 * 60_000))
  t.notOk(await db.checkout.findUnique({ where: { id } }))
  t.equal((await client.post('/checkout', { checkout_id: id })).statusCode, 404)
})

test('goods are popular by the orders of the last 90 days that stand', async (t) => {
  const { client, good } = await guestWithGood(app)
  await orderBy(client, VALUES)
  const other = await guestWithGood(app)
  const { order } = (await orderBy(other.client, VALUES)).json()
  await db.order.updateMany({ where: { number: order }, data: { placedAt: new Date(0) } })
  await app.tasks.runDue(new Date(Date.now() + 50 * 60 * 60_000))
  t.match(await db.good.findUnique({ where: { id: good.id } }), { popularity: 1 })
  t.match(await db.good.findUnique({ where: { id: other.good.id } }), { popularity: 0 })
})

function everyDay(starts: string) {
  const plan = { starts, ends: '20:00', cutoffMinutes: 24 * 60, capacity: 5 }
  return [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ ...plan, weekday }))
}
