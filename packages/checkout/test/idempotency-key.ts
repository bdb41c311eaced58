import { createGood } from '@larder/goods/testing'
import type { TestClient } from '@larder/testing'
import tap, { test } from 'tap'
import { BERLIN, openCheckout, orderBy } from '../src/testing/index.js'
import { checkoutApp, guestWithGood } from './fixtures/checkout-app.js'

const app = await checkoutApp(tap)
const VALUES = { ...BERLIN, delivery: 'post', payment_method: 'card' }

test('a key', async (t) => {
  t.test('has one answer', async (t) => {
    const { client, body } = await readyToOrder()
    const first = await send(client, body, '"8e03978e-40d5-43dd-bc93-6894a57f9324"')
    t.equal(first.statusCode, 201)
    const again = await send(client, body, '8e03978e-40d5-43dd-bc93-6894a57f9324')
    t.same([again.statusCode, again.json()], [201, first.json()])
  })

  t.test('is free again where nothing was ordered, and nothing that was typed is kept for it', async (t) => {
    const { client, body } = await readyToOrder()
    const wrong = { ...body, email: '', street: 'Wrong Way 1' }
    const first = await send(client, wrong, 'one')
    t.equal(first.statusCode, 422)
    t.same((await send(client, wrong, 'one')).json(), first.json())
    t.equal(await app.db.checkoutRequest.count({ where: { answer: { contains: 'Wrong Way' } } }), 0)
    t.equal((await send(client, body, 'one')).statusCode, 201)
  })

  t.test('shows a guest the order also when the session was lost with the first answer', async (t) => {
    const { client, body } = await readyToOrder()
    const sessions = await app.db.session.findMany()
    t.equal((await send(client, body, 'one')).statusCode, 201)
    for (const { id, data } of sessions) await app.db.session.update({ where: { id }, data: { data } })
    const { order } = (await send(client, body, 'one')).json()
    t.equal((await client.get(`/orders/${order}`)).statusCode, 200)
  })

  t.test('refuses another body', async (t) => {
    const { client, body } = await readyToOrder()
    await send(client, body, 'one')
    const other = await send(client, { ...body, note: 'Ring twice.' }, 'one')
    t.equal(other.statusCode, 422)
    t.match(other.json(), { outcome: 'key-used' })
  })

  t.test('is each visitor’s own', async (t) => {
    const [one, other] = [await readyToOrder(), await readyToOrder()]
    t.equal((await send(one.client, one.body, 'mine')).statusCode, 201)
    t.equal((await send(other.client, other.body, 'mine')).statusCode, 201)
  })

  t.test('that comes many times at once places one order', async (t) => {
    const { client, body } = await readyToOrder()
    const answers = await Promise.all(Array.from({ length: 10 }, () => send(client, body, 'one')))
    const placed = answers.filter(({ statusCode }) => statusCode === 201)
    t.ok(placed.length >= 1)
    for (const answer of answers.filter(({ statusCode }) => statusCode !== 201))
      t.match({ status: answer.statusCode, ...answer.json() }, { status: 409, outcome: 'key-in-use' })
    t.equal(await app.db.order.count({ where: { checkoutId: body.checkout_id } }), 1)
  })

  t.test('may be sent again after a failure, and after its process was lost', async (t) => {
    const { client, body } = await readyToOrder()
    const unknown = { ...body, checkout_id: 'unknown' }
    t.equal((await send(client, unknown, 'one')).statusCode, 404)
    t.equal((await send(client, body, 'one')).statusCode, 201)
    const lost = { status: null, answer: null, begunAt: new Date(Date.now() - 61_000) }
    await app.db.checkoutRequest.updateMany({ data: lost })
    t.match((await send(client, body, 'one')).json(), { outcome: 'same' })
  })

  t.test('may be sent again after one order too many', async (t) => {
    const { client, body } = await readyToOrder()
    const good = await createGood(app.db)
    for (let placed = 0; placed < 10; placed++) {
      await client.post('/carts/lines', { good: good.id })
      t.equal((await orderBy(client, VALUES)).statusCode, 201)
    }
    await client.post('/carts/lines', { good: good.id })
    const { checkout_id, seen } = await openCheckout(client, VALUES)
    const next = { ...body, checkout_id, seen }
    const refused = await send(client, next, 'eleventh')
    t.match(refused, { statusCode: 429, headers: { 'retry-after': /^\d+$/ } })
    await app.db.rateLimit.deleteMany()
    t.equal((await send(client, next, 'eleventh')).statusCode, 201)
  })

  t.test('has a form', async (t) => {
    const { client, body } = await readyToOrder()
    for (const key of ['', ' ', '"', 'ä', 'x'.repeat(256), '"a"b"']) {
      const response = await send(client, body, key)
      t.match(response.json(), { statusCode: 400, code: 'CHECKOUT_ERR_KEY' }, key)
    }
  })
})

async function readyToOrder() {
  const { client } = await guestWithGood(app)
  const { checkout_id, seen } = await openCheckout(client, VALUES)
  return { client, body: { checkout_id, seen, action: 'order', ...VALUES } }
}

function send(client: TestClient, payload: object, key: string) {
  const headers = { accept: 'application/json', 'idempotency-key': key }
  return client.request({ method: 'POST', url: '/checkout', headers, payload })
}
