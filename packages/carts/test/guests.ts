import rateLimit from '@fastify/rate-limit'
import goods from '@larder/goods'
import { createGood, setStock } from '@larder/goods/testing'
import session, { deleteExpiredSessions } from '@larder/session'
import stock from '@larder/stock'
import { type TestClient, testApp } from '@larder/testing'
import { createUser } from '@larder/users/testing'
import tap, { test } from 'tap'
import { deleteGuestCarts } from '../src/delete-guest-carts.js'
import carts from '../src/index.js'
import { guestWith, quantities } from '../src/testing/index.js'
import { cartsApp } from './fixtures/carts-app.js'
import frontDoor from './fixtures/front-door.js'

const { app, gone, pears, plums, sessionOf, signedIn } = await cartsApp(tap)

const EMPTY = { lines: [], count: 0, total: 0, currency: 'EUR' }

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
