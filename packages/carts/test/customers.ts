import { createGood, setStock } from '@larder/goods/testing'
import { createUser } from '@larder/users/testing'
import tap, { test } from 'tap'
import { addToCart } from '../src/add-to-cart.js'
import { guestCart } from '../src/cart-owner.js'
import { guestWith, quantities } from '../src/testing/index.js'
import { cartsApp } from './fixtures/carts-app.js'
import { inOrderBehind } from './fixtures/in-order-behind.js'

const { app, pears, plums, signedIn } = await cartsApp(tap)

const EMPTY = { lines: [], count: 0, total: 0, currency: 'EUR' }

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
