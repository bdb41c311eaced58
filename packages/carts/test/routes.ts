import { fileURLToPath } from 'node:url'
import rateLimit from '@fastify/rate-limit'
import { blueprints } from '@larder/blueprint'
import goods, { SHOP_LANGUAGE } from '@larder/goods'
import { createGood, setStock } from '@larder/goods/testing'
import { languageUrls } from '@larder/languages'
import session, { deleteExpiredSessions, takeFlashes } from '@larder/session'
import stock from '@larder/stock'
import { countQueries, englishIn, type TestClient, testApp, testAppWith, wholeAnswers } from '@larder/testing'
import { createUser } from '@larder/users/testing'
import tap, { test } from 'tap'
import { addToCart } from '../src/add-to-cart.js'
import { guestCart } from '../src/cart-owner.js'
import { deleteGuestCarts } from '../src/delete-guest-carts.js'
import carts from '../src/index.js'
import { cartsBehave, guestWith, quantities } from '../src/testing/index.js'
import frontDoor from './fixtures/front-door.js'
import { inOrderBehind } from './fixtures/in-order-behind.js'

const languages = { urls: { '': SHOP_LANGUAGE, zh: 'zh-Hans' } }
const app = await testAppWith(
  tap,
  { rewriteUrl: languageUrls(languages) },
  wholeAnswers,
  [
    blueprints,
    {
      languages,
      static: fileURLToPath(new URL('fixtures/static', import.meta.url)),
      context: (request: Parameters<typeof takeFlashes>[0]) => ({ flashes: takeFlashes(request) })
    }
  ],
  [session, { loginRoute: 'in' }],
  frontDoor,
  stock,
  [goods, { prefix: '/goods' }],
  [carts, { prefix: '/carts' }]
)
const plums = await createGood(app.db, {
  slug: 'plums',
  name: '<b>Plums</b>',
  price: 333,
  picture: 'plums.svg'
})
const pears = await createGood(app.db, { slug: 'pears', name: 'Pears', stock: 1_000 })
const gone = await createGood(app.db, { slug: 'gone', name: 'Gone', stock: 0 })

const EMPTY = { lines: [], count: 0, total: 0, currency: 'EUR' }

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

test('a guest', async (t) => {
  t.test('with a browser adds a good and sees it', async (t) => {
    const client = app.client()
    const added = await client.submit('/carts/lines', { good: plums.id, quantity: 3 })
    t.equal(added.statusCode, 303)
    t.equal(added.headers.location, '/carts')
    const { body } = await client.visit('/carts')
    t.match(body, '<a href="/goods/plums">&lt;b&gt;Plums&lt;/b&gt;</a>')
    t.match(body, /src="\/static\/pictures\/plums\.svg\?v=\w+"/)
    t.match(body, `<form method="post" action="/carts/lines/${plums.id}"`)
    t.match(body, 'value="3"')
    t.match(body, '€3.33 / 1 kg')
    t.match(body, 'Total <strong>€9.99</strong>')
  })

  t.test('gets one of a good when no quantity is given', async (t) => {
    const client = app.client()
    t.equal((await client.post('/carts/lines', { good: plums.id })).json().count, 1)
  })

  t.test('who adds a good twice has one line with both', async (t) => {
    const client = await guestWith(app, plums.id, 2)
    await client.submit('/carts/lines', { good: plums.id, quantity: 3 })
    t.same(await quantities(client), [5])
  })

  t.test('whose ten additions come at the same moment has them all in one line', async (t) => {
    const client = await guestWith(app, pears.id, 1)
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => client.post('/carts/lines', { good: pears.id, quantity: 2 }))
    )
    for (const { statusCode } of answers) t.equal(statusCode, 200)
    t.same(await quantities(client), [21])
  })

  t.test('whose cart vanished starts another', async (t) => {
    const client = await guestWith(app, plums.id, 2)
    const { id } = await app.db.cart.findFirstOrThrow({ orderBy: { createdAt: 'desc' } })
    await app.db.cart.delete({ where: { id } })
    t.match((await client.visit('/carts')).body, 'It is empty.')
    t.equal((await client.post(`/carts/lines/${plums.id}`, { quantity: 1 })).statusCode, 404)
    await client.submit('/carts/lines', { good: pears.id, quantity: 1 })
    t.same(await quantities(client), [1])
  })
})

test('what is there', async (t) => {
  t.test('is all one can have, and the visitor is told so, once', async (t) => {
    const client = await guestWith(app, plums.id, 49)
    await client.submit('/carts/lines', { good: plums.id, quantity: 2 })
    const told = await client.visit('/carts')
    t.match(
      told.body,
      '<div tabindex="-1" autofocus><p role="status">&lt;b&gt;Plums&lt;/b&gt;: we can give you 50 at most.</p>'
    )
    t.match(told.body, 'max="50"', 'and no more is asked for')
    t.match(told.body, 'value="50"')
    t.notMatch((await client.visit('/carts')).body, 'at most')
  })

  t.test('is 99 of one good at most', async (t) => {
    const client = await guestWith(app, pears.id, 99)
    await client.submit('/carts/lines', { good: pears.id, quantity: 1 })
    t.match((await client.visit('/carts')).body, `${pears.name}: we can give you 99 at most.`)
    t.match((await client.visit('/carts')).body, 'max="99"')
    t.same(await quantities(client), [99])
  })

  t.test('is nothing when it is sold out', async (t) => {
    const client = app.client()
    const response = await client.submit('/carts/lines', { good: gone.id, quantity: 1 })
    t.equal(response.statusCode, 303)
    const { body } = await client.visit('/carts')
    t.match(body, `${gone.name}: sold out, sorry.`)
    t.match(body, 'It is empty.')
    t.same((await client.post('/carts/lines', { good: gone.id })).json(), EMPTY)
  })

  t.test('is nothing of what is not sold any more, and the page names it', async (t) => {
    const good = await createGood(app.db)
    const client = await guestWith(app, good.id, 1)
    await app.db.good.update({ where: { id: good.id }, data: { published: false } })
    t.match((await client.visit('/carts')).body, `${good.name}: not sold any more`)
    t.notMatch((await client.visit('/carts')).body, good.name)
  })

  t.test('is shown beside a line that has more', async (t) => {
    const good = await createGood(app.db)
    const client = await guestWith(app, good.id, 5)
    await setStock(app.db, good.id, 2)
    t.match((await client.visit('/carts')).body, 'Only 2 left')
    await setStock(app.db, good.id, 0)
    t.match((await client.visit('/carts')).body, 'Sold out')
  })

  t.test('is nothing where a good can be ordered beforehand', async (t) => {
    const good = await createGood(app.db, { stock: 2, backorder: true })
    const client = await guestWith(app, good.id, 5)
    const { body } = await client.visit('/carts')
    t.match(body, '2 there, the rest can be ordered')
    t.match(body, 'max="99" value="5"')
    await setStock(app.db, good.id, 0)
    t.match((await client.visit('/carts')).body, 'Can be ordered')
  })
})

test('a line', async (t) => {
  t.test('takes no number that makes no sense', async (t) => {
    const client = await guestWith(app, plums.id, 2)
    const senseless = [
      null,
      false,
      true,
      -1,
      1.5,
      100,
      1e9,
      '1e999',
      '-1e999',
      'two',
      '',
      '0x',
      [1, 2],
      {},
      '\u0000'
    ]
    for (const quantity of senseless) {
      const added = await client.post('/carts/lines', { good: plums.id, quantity })
      const changed = await client.post(`/carts/lines/${plums.id}`, { quantity })
      for (const { statusCode, ...response } of [added, changed]) {
        t.equal(statusCode, 400, JSON.stringify(quantity))
        t.match(response.json().message, 'quantity')
      }
    }
    t.equal((await client.post('/carts/lines', { good: plums.id, quantity: 0 })).statusCode, 400)
    t.equal((await client.post(`/carts/lines/${plums.id}`)).statusCode, 400)
    for (const good of [...senseless, 0, 2_147_483_648].filter((good) => good !== 100 && good !== 1e9)) {
      t.equal((await client.post('/carts/lines', { good })).statusCode, 400, JSON.stringify(good))
    }
    for (const good of ['0', '-1', '1.5', 'two', '1e999', '2147483648', '%00']) {
      t.equal((await client.post(`/carts/lines/${good}`, { quantity: 1 })).statusCode, 400, good)
    }
    t.same(await quantities(client), [2])
  })

  t.test('takes no body that is none', async (t) => {
    const client = await guestWith(app, plums.id, 2)
    for (const [payload, type, status] of [
      ['', 'application/json', 400],
      ['[]', 'application/json', 400],
      ['{', 'application/json', 400],
      ['<good/>', 'text/xml', 415],
      ['good=1&good=2', 'application/x-www-form-urlencoded', 400]
    ] as const) {
      const headers = { 'content-type': type }
      const response = await client.request({ method: 'POST', url: '/carts/lines', headers, payload })
      t.equal(response.statusCode, status, `${type} ${payload}`)
    }
    t.equal((await client.request({ method: 'POST', url: '/carts/lines' })).statusCode, 400)
  })
})

test('a customer', async (t) => {
  t.test(
    'without a cart whose ten additions come at the same moment gets one cart with them all',
    async (t) => {
      const client = await signedIn()
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => client.post('/carts/lines', { good: pears.id, quantity: 2 }))
      )
      for (const { statusCode } of answers) t.equal(statusCode, 200)
      t.same(await quantities(client), [20])
    }
  )

  t.test('who has logged out and adds many goods at the same moment has them all', async (t) => {
    const client = await signedIn()
    await client.post('/out')
    t.equal(
      (await client.visit('/carts')).body.includes('See you soon.'),
      true,
      'in a session without a cart'
    )
    const goods = await Promise.all(Array.from({ length: 12 }, () => createGood(app.db)))
    const answers = await Promise.all(goods.map(({ id }) => client.post('/carts/lines', { good: id })))
    for (const { statusCode } of answers) t.equal(statusCode, 200)
    t.same(await quantities(client), Array(12).fill(1))
  })

  t.test('takes along the cart that another request opens while the log-in is under way', async (t) => {
    const client = await signedIn()
    await client.post('/out')
    const { id: sessionId } = await app.db.session.findFirstOrThrow({ orderBy: { createdAt: 'desc' } })
    await addToCart(app.db, { id: guestCart(sessionId) }, pears.id, 2, 99)
    await client.post(`/in/${(await createUser(app.db)).id}`)
    t.same(await quantities(client), [2])
  })

  t.test('finds what the same browser added while the log-in was under way', async (t) => {
    const client = await guestWith(app, plums.id, 2)
    const { id: cart } = await app.db.cart.findFirstOrThrow({
      where: { userId: null },
      orderBy: { createdAt: 'desc' }
    })
    const user = await createUser(app.db)
    const answers = await inOrderBehind(app.db, cart, [
      () => client.post(`/in/${user.id}`),
      () => client.post('/carts/lines', { good: plums.id, quantity: 3 })
    ])
    for (const { statusCode } of answers) t.equal(statusCode, 200)
    t.same(await quantities(client), [5])
  })

  t.test('takes the guest’s cart along at log-in', async (t) => {
    const { id } = await createUser(app.db)
    const before = await signedIn(id)
    await before.post('/carts/lines', { good: plums.id, quantity: 40 })
    await before.post('/carts/lines', { good: pears.id, quantity: 60 })
    const client = await guestWith(app, plums.id, 40)
    await client.post('/carts/lines', { good: pears.id, quantity: 60 })
    const newcomer = await createGood(app.db)
    await client.post('/carts/lines', { good: newcomer.id, quantity: 3 })
    await client.post(`/in/${id}`)
    t.same(await quantities(client), [50, 99, 3])
    t.same(await quantities(before), [50, 99, 3], 'in every browser of theirs')
  })

  t.test('logs out and in again and finds the cart', async (t) => {
    const { id } = await createUser(app.db)
    const client = await guestWith(app, plums.id, 2)
    await client.post(`/in/${id}`)
    await client.post('/out')
    t.same((await client.get('/carts')).json(), EMPTY)
    await client.post(`/in/${id}`)
    t.same(await quantities(client), [2])
    t.same(await quantities(await signedIn(id)), [2])
  })

  t.test('logs in with a cart of what was removed or is sold out since', async (t) => {
    const { id } = await createUser(app.db)
    const [removed, soldOut] = [await createGood(app.db), await createGood(app.db)]
    const client = await guestWith(app, removed.id, 1)
    await client.post('/carts/lines', { good: soldOut.id, quantity: 2 })
    await app.db.good.delete({ where: { id: removed.id } })
    await setStock(app.db, soldOut.id, 0)
    t.equal((await client.post(`/in/${id}`)).statusCode, 200)
    t.same(await quantities(client), [2])
    t.match((await client.visit('/carts')).body, 'Sold out')
  })

  t.test('who was removed is asked to log in again when adding a good, and is a guest then', async (t) => {
    const wish = { good: plums.id, quantity: 1 }
    const removed = async () => {
      const { id } = await createUser(app.db)
      const client = await signedIn(id)
      await app.db.user.delete({ where: { id } })
      return client
    }
    const program = await removed()
    const refused = await program.post('/carts/lines', wish)
    t.match(refused.json(), { statusCode: 401, code: 'SESSION_ERR_NO_USER' })
    const browser = await removed()
    const sent = await browser.submit('/carts/lines', wish)
    t.equal(sent.statusCode, 303)
    t.equal(sent.headers.location, '/in')
    for (const client of [program, browser]) {
      await client.post('/carts/lines', wish)
      t.same(await quantities(client), [1])
    }
  })

  t.test('who logs in twice with one guest’s session gets its cart once', async (t) => {
    const { id } = await createUser(app.db)
    const guest = app.client()
    const added = await guest.post('/carts/lines', { good: plums.id, quantity: 2 })
    const cookie = String(added.headers['set-cookie']).split(';')[0]
    const twice = await Promise.all(
      [1, 2].map(() => app.inject({ method: 'POST', url: `/in/${id}`, headers: { cookie } }))
    )
    for (const { statusCode } of twice) t.equal(statusCode, 200)
    t.same(await quantities(await signedIn(id)), [2])
  })
})

test('a cart of somebody else', async (t) => {
  t.test('is not read or changed by anything a visitor can send', async (t) => {
    const { id: userId } = await createUser(app.db)
    const customer = await signedIn(userId)
    await customer.post('/carts/lines', { good: plums.id, quantity: 2 })
    const { id } = await app.db.cart.findUniqueOrThrow({ where: { userId } })
    const other = await guestWith(app, plums.id, 3)
    const guests = await app.db.cart.findFirstOrThrow({
      where: { userId: null },
      orderBy: { createdAt: 'desc' }
    })

    for (const thief of [app.client(), await guestWith(app, pears.id, 1), await signedIn()]) {
      const own = await quantities(thief)
      for (const cart of [id, guests.id]) {
        const wish = { id: cart, cartId: cart, cart, owner: { id: cart }, userId, user: { id: userId } }
        const query = new URLSearchParams({ id: cart, cartId: cart, userId: `${userId}` })
        const cookie = `cartId=${cart}; session=${cart}; user=${userId}`
        t.same((await thief.get(`/carts?${query}`)).json().lines.length, own.length)
        t.same((await thief.get(`/carts/get_carts?${query}`)).json().lines.length, own.length)
        t.same((await app.inject({ url: '/carts/get_carts', headers: { cookie } })).json(), EMPTY)
        for (const url of [
          `/carts/${cart}`,
          `/carts/${userId}`,
          `/carts/lines/${cart}`,
          `/carts/get_carts/${cart}`
        ]) {
          t.match((await thief.get(url)).statusCode, 404)
        }
        const changed = await thief.post(`/carts/lines/${plums.id}?${query}`, { ...wish, quantity: 9 })
        t.equal(changed.statusCode, 404)
        const url = `/carts/lines/${plums.id}?${query}`
        t.equal((await thief.request({ method: 'DELETE', url })).statusCode, 404)
      }
      await thief.post('/carts/lines', { id, cartId: id, userId, good: pears.id, quantity: 5 })
      t.equal((await quantities(thief)).length, 1)
    }
    t.same(await quantities(customer), [2])
    t.same(await quantities(other), [3])
  })

  t.test('is not reached by a cookie that names it', async (t) => {
    const { id: userId } = await createUser(app.db)
    const customer = await signedIn(userId)
    await customer.post('/carts/lines', { good: plums.id, quantity: 2 })
    await guestWith(app, plums.id, 3)
    const named = [
      await app.db.cart.findUniqueOrThrow({ where: { userId } }),
      await app.db.cart.findFirstOrThrow({ where: { userId: null }, orderBy: { createdAt: 'desc' } })
    ]
    for (const { id } of named) {
      // Without its hyphens it looks like a session's id.
      for (const value of [id, id.replaceAll('-', '')]) {
        const headers = { cookie: `session=${value}` }
        t.same((await app.inject({ url: '/carts/get_carts', headers })).json(), EMPTY)
        const payload = { quantity: 9 }
        const url = `/carts/lines/${plums.id}`
        t.equal((await app.inject({ method: 'PUT', url, headers, payload })).statusCode, 404)
      }
    }
    t.same(await quantities(customer), [2])
  })

  t.test('is not changed through the visitor’s browser by another site', async (t) => {
    const client = await guestWith(app, plums.id, 2)
    const line = `/carts/lines/${plums.id}`
    for (const [method, url, payload] of [
      ['POST', '/carts/lines', { good: plums.id }],
      ['POST', line, { quantity: 9 }],
      ['PUT', line, { quantity: 9 }],
      ['DELETE', line, undefined]
    ] as const) {
      for (const headers of [
        { origin: 'https://evil.example' },
        { origin: 'null' },
        { 'sec-fetch-site': 'cross-site' }
      ]) {
        const response = await client.request({ method, url, headers, payload })
        t.equal(response.statusCode, 403, `${method} ${url}`)
      }
    }
    t.same(await quantities(client), [2])
  })
})

test('the carts of guests', async (t) => {
  t.test('are filled from one address no more often than once a second', async (t) => {
    const app = await testApp(
      t,
      [rateLimit, { global: false }],
      session,
      frontDoor,
      stock,
      [goods, { prefix: '/goods' }],
      [carts, { prefix: '/carts' }]
    )
    const customer = app.client()
    await customer.post(`/in/${(await createUser(app.db)).id}`)
    const tries = async (client: TestClient, times: number) => {
      const statuses = []
      // Without a body it costs nothing.
      for (let time = 0; time < times; time++)
        statuses.push((await client.request({ method: 'POST', url: '/carts/lines' })).statusCode)
      return statuses
    }
    t.same(await tries(app.client(), 601), [...Array(600).fill(400), 429])
    t.same(await tries(customer, 1), [400], 'a customer has one cart, and no limit')
    t.equal((await app.client().get('/carts')).statusCode, 200)
  })

  t.test('go when their sessions do, and no other', async (t) => {
    const [over, current, customer] = [
      await guestWith(app, plums.id, 1),
      await guestWith(app, plums.id, 2),
      await signedIn()
    ]
    await customer.post('/carts/lines', { good: plums.id, quantity: 3 })
    const isOver = { expiresAt: new Date(Date.now() - 1) }
    await app.db.session.updateMany({ where: { id: await sessionOf(over) }, data: isOver })
    await app.db.session.updateMany({ where: { id: await sessionOf(customer) }, data: isOver })
    const [before, lines] = [await app.db.cart.count(), await app.db.cartLine.count()]
    await deleteExpiredSessions(app)
    t.equal(await app.db.cart.count(), before - 1)
    t.equal(await app.db.cartLine.count(), lines - 1)
    t.same(await quantities(current), [2])
  })

  t.test('go when no session can have them any more', async (t) => {
    const [guest, customer] = [await guestWith(app, plums.id, 1), await signedIn()]
    await customer.post('/carts/lines', { good: plums.id, quantity: 3 })
    await guest.post('/out')
    const day = 24 * 60 * 60_000
    const openedAgo = (days: number) =>
      app.db.cart.updateMany({ data: { createdAt: new Date(Date.now() - days * day) } })
    const guests = () => app.db.cart.count({ where: { userId: null } })
    await openedAgo(29)
    const before = await guests()
    await deleteGuestCarts(app.db, app.sessionSettings.absoluteTimeout)
    t.equal(await guests(), before)
    await openedAgo(31)
    await deleteGuestCarts(app.db, app.sessionSettings.absoluteTimeout)
    t.equal(await guests(), 0)
    t.same(await quantities(customer), [3])
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
  // Also the session, the lines, and their products.
  t.equal(await countQueries(() => client.visit('/goods/plums')), 5)
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

  t.test('take three queries, however much is in the cart', async (t) => {
    for (const client of [await guestWith(app, plums.id, 1), await signedIn()]) {
      for (const more of [1, 12]) {
        for (let count = 0; count < more; count++) {
          await client.post('/carts/lines', { good: (await createGood(app.db)).id })
        }
        t.equal(await countQueries(() => client.visit('/carts')), 3)
        t.equal(await countQueries(() => client.get('/carts')), 3)
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

/** What the table knows a browser's session by. */
async function sessionOf(client: TestClient): Promise<string> {
  return (await client.get('/session')).json().id
}

/** A browser in which this customer, or a new one, is signed in. */
async function signedIn(id?: number): Promise<TestClient> {
  const client = app.client()
  await client.post(`/in/${id ?? (await createUser(app.db)).id}`)
  return client
}
