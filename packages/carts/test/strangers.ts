import { createUser } from '@larder/users/testing'
import tap, { test } from 'tap'
import { guestWith, quantities } from '../src/testing/index.js'
import { cartsApp } from './fixtures/carts-app.js'

const { app, pears, plums, signedIn } = await cartsApp(tap)

const EMPTY = { lines: [], count: 0, total: 0, currency: 'EUR' }

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
