import { blueprints } from '@larder/blueprint'
import goods from '@larder/goods'
import { createGood } from '@larder/goods/testing'
import session from '@larder/session'
import stock from '@larder/stock'
import { countQueries, englishIn, testApp } from '@larder/testing'
import tap, { test } from 'tap'
import carts from '../src/index.js'
import { cartsBehave, guestWith, quantities } from '../src/testing/index.js'
import { cartsApp } from './fixtures/carts-app.js'
import frontDoor from './fixtures/front-door.js'

const { app, plums, signedIn } = await cartsApp(tap)

test('the carts, served alone', (t) => cartsBehave(t, app))

test('the page of a good', async (t) => {
  t.test('has a form to buy it, up to the stock and to 99', async (t) => {
    const { body } = await app.client().visit('/goods/plums')
    t.match(body, '<form method="post" action="/carts/lines" class="buy">')
    t.match(body, `<input type="hidden" name="good" value="${plums.id}">`)
    t.match(body, 'max="50"')
    t.match(body, /href="\/carts\/static\/carts\.css\?v=\w+"/)
    t.match((await app.client().visit('/goods/pears')).body, 'max="99"')
  })

  t.test('is come back to, and says how many are in the cart', async (t) => {
    const client = app.client()
    const { body } = await client.visit('/goods/plums')
    t.match(body, '<input type="hidden" name="back" value="/goods/plums">')
    t.notMatch(body, 'in your cart')
    const form = { good: plums.id, quantity: 2, back: '/goods/plums' }
    const added = await client.submit('/carts/lines', form)
    t.equal(added.headers.location, `/goods/plums#product-${plums.id}`)
    const state = '2 in your cart. <a href="/carts">To the cart</a>'
    t.match((await client.visit('/goods/plums')).body, `id="product-${plums.id}" tabindex="-1">${state}`)
    t.notMatch((await client.visit('/goods/pears')).body, 'in your cart.')
  })

  t.test('has none where it is sold out', async (t) => {
    t.notMatch((await app.client().visit('/goods/gone')).body, 'action="/carts')
  })

  t.test('has the app’s, if it has one', async (t) => {
    const templates = t.testdir({ carts: { 'buy.eta': '<%= it.most %> at most, <%= urlFor(".add") %>' } })
    const app = await testApp(
      t,
      [blueprints, { templates }],
      [session, { loginRoute: 'in' }],
      frontDoor,
      stock,
      [goods, { prefix: '/goods' }],
      [carts, { prefix: '/cart' }]
    )
    await createGood(app.db, { slug: 'figs', stock: 3 })
    t.match((await app.client().visit('/goods/figs')).body, '3 at most, /cart/lines')
  })
})

test('a card in a list', async (t) => {
  const card = (body: string) => body.slice(body.indexOf(`id="product-${plums.id}"`)).split('</li>')[0] ?? ''

  t.test('puts one into the cart and leads back to itself, then to one more and one less', async (t) => {
    const client = app.client()
    t.match(
      card((await client.visit('/goods?q=plums')).body),
      /name="back" value="\/goods\?q=plums"[\s\S]*>Add</
    )
    const added = await client.submit('/carts/lines', { good: plums.id, back: '/goods?q=plums' })
    t.equal(added.headers.location, `/goods?q=plums#product-${plums.id}`)
    const { body } = await client.visit('/goods?q=plums')
    t.match(card(body), /value="0"[\s\S]*1<span[^>]*> in your cart[\s\S]*value="2"/)
    const taken = await client.submit(`/carts/lines/${plums.id}`, { quantity: 0, back: '/goods?q=plums' })
    t.equal(taken.headers.location, `/goods?q=plums#product-${plums.id}`)
    t.notMatch((await client.visit('/carts')).body, 'Undo', 'what the list itself offers')
  })

  t.test('says on the list what was cut to the most, and leads to no other site', async (t) => {
    const client = await guestWith(app, plums.id, 50)
    const cut = await client.submit('/carts/lines', { good: plums.id, back: '/goods' })
    t.equal(cut.headers.location, '/goods', 'a fragment would take the focus from the message')
    t.match((await client.visit('/goods')).body, 'we can give you 50 at most.')
    const astray = await client.submit('/carts/lines', { good: plums.id, back: '//evil.example' })
    t.equal(astray.headers.location, '/carts')
  })
})

test('a removed line is offered back on the next page of the cart, once', async (t) => {
  const client = await guestWith(app, plums.id, 3)
  await client.submit(`/carts/lines/${plums.id}`, { quantity: 0 })
  const { body } = await client.visit('/carts')
  t.match(body, '&lt;b&gt;Plums&lt;/b&gt; is out of your cart.')
  t.match(body, /name="quantity" value="3"[\s\S]*>Undo</)
  t.notMatch((await client.visit('/carts')).body, 'Undo')
})

test('a page in Chinese', async (t) => {
  const pears = await createGood(app.db, { stock: 5, deposit: 25, name: 'Green pears' })
  await app.db.goodFacts.create({
    data: { goodId: pears.id, language: 'zh-Hans', name: '青梨', unit: '1公斤' }
  })

  t.test('has the cart with the names that goods have in it', async (t) => {
    const client = await guestWith(app, pears.id, 4)
    await client.submit('/zh/carts/lines', { good: pears.id, quantity: 3 })
    const { body } = await client.visit('/zh/carts')
    t.same(englishIn(body), [])
    for (const text of [
      '<title>购物车',
      '青梨：最多可购 5 件。',
      '€2.50 / 1公斤，另加押金 €0.25',
      '合计 <strong>€13.75'
    ])
      t.match(body, text)
    t.match(body, 'data-less="减少一件：青梨"')
    t.match((await client.get('/zh/carts')).json().lines, [{ good: { name: '青梨', language: 'zh-Hans' } }])
    await client.submit(`/zh/carts/lines/${pears.id}`, { quantity: 0 })
    const removed = await client.visit('/zh/carts')
    t.match(removed.body, /已将青梨移出购物车。[\s\S]*购物车还是空的。/)
    t.same(englishIn(removed.body), [])
  })

  t.test('marks a name that is in the shop’s own language', async (t) => {
    const client = await guestWith(app, plums.id, 1)
    t.match((await client.visit('/zh/carts')).body, '<a href="/zh/goods/plums" lang="en">')
    t.notMatch((await client.visit('/carts')).body, 'lang="en">&lt;')
  })

  t.test('has the buttons of a good', async (t) => {
    const { body } = await app.client().visit('/zh/goods/plums')
    t.match(body, /<label for="quantity">数量<[\s\S]*<button>加入购物车</)
  })
})

test('every page shows the sum of a cart, which costs no query without one', async (t) => {
  // The good, and what goes with it.
  t.equal(await countQueries(() => app.client().visit('/goods/plums')), 2)
  const client = await guestWith(app, plums.id, 2)
  // Also the session, and the lines with their prices.
  t.equal(await countQueries(() => client.visit('/goods/plums')), 4)
})

test('cart pages', async (t) => {
  t.test('are kept in no cache', async (t) => {
    for (const client of [app.client(), await guestWith(app, plums.id, 1), await signedIn()]) {
      for (const response of [
        await client.visit('/carts'),
        await client.get('/carts'),
        await client.get('/carts/get_carts')
      ]) {
        t.equal(response.headers['cache-control'], 'no-store')
      }
    }
  })

  t.test('take two queries, however much is in the cart', async (t) => {
    for (const client of [await guestWith(app, plums.id, 1), await signedIn()]) {
      for (const more of [1, 12]) {
        for (let count = 0; count < more; count++) {
          await client.post('/carts/lines', { good: (await createGood(app.db)).id })
        }
        t.equal(await countQueries(() => client.visit('/carts')), 2)
        t.equal(await countQueries(() => client.get('/carts')), 2)
      }
      t.ok((await quantities(client)).length >= 12)
    }
  })

  t.test('lead to each other under another prefix and under none', async (t) => {
    for (const prefix of ['/my/basket', '']) {
      const app = await testApp(t, session, stock, [goods, { prefix: '/goods' }], [carts, { prefix }])
      const client = app.client()
      const { id } = await createGood(app.db)
      const added = await client.submit(`${prefix}/lines`, { good: id })
      t.equal(added.headers.location, prefix || '/')
      const { body } = await client.visit(prefix || '/')
      t.match(body, `action="${prefix}/lines/${id}"`)
      const [, style = ''] = /rel="stylesheet" href="([^"]*)"/.exec(body) ?? []
      t.equal((await client.visit(style)).statusCode, 200, style)
    }
  })
})

test('carts without goods do not start', async (t) => {
  await t.rejects(testApp(t, session, [carts, { prefix: '/carts' }]), { message: /goods/ })
})
