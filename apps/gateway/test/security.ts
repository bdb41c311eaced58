import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { PassThrough } from 'node:stream'
import { listRoutes } from '@larder/blueprint'
import { recordMessages } from '@larder/mail'
import { createOrder, sendWhole } from '@larder/orders/testing'
import { listPayments } from '@larder/payments'
import { staffClient } from '@larder/staff/testing'
import { connect, freshDatabase, replace, type TestApp, type TestClient, testApp } from '@larder/testing'
import { authenticatorApp, createUser, signUp } from '@larder/users/testing'
import type { HTTPMethods } from 'fastify'
import tap, { test } from 'tap'
import shop from '../src/app.js'
import { giveRole } from '../src/commands/role.js'
import { createServer } from '../src/server.js'
import { readConfig } from '../src/settings/read-config.js'
import { stockShelf } from './fixtures/shelf.js'

const app = await testApp(tap, shop)
await stockShelf(app)
const routes = listRoutes(app)
const writing = routes.filter(({ method }) => method !== 'GET')
const staffRoutes = routes.filter(({ config }) => config.permission !== undefined)

const FOREIGN = [
  { origin: 'https://evil.example' },
  { origin: 'null' },
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site', origin: 'http://other.localhost' }
]

test('every route that writes', async (t) => {
  t.ok(writing.length >= 14)
  const { client, secrets } = await customer()
  const other = await customer()
  const before = await everything(app)
  for (const { method, url } of writing) {
    await t.test(`${method} ${url} refuses another site’s request`, async (t) => {
      for (const headers of FOREIGN) {
        const response = await client.request({ ...sent(method, url), headers, payload: secrets })
        // A log-in has a number for a code in all its answers.
        const code = url === '/users/login' ? 3 : 'SESSION_ERR_FOREIGN_ORIGIN'
        t.match(response.json(), { statusCode: 403, code })
      }
    })
  }
  t.same(await everything(app), before, 'and none of them has done anything')

  for (const { method, url } of writing) {
    await t.test(`${method} ${url} gives nobody what it was not asked for`, async (t) => {
      const { client, id, secrets } = await customer()
      const before = await app.db.user.findUniqueOrThrow({ where: { id: other.id } })
      const extra = {
        role: 'admin',
        emailVerified: true,
        email_verified: true,
        userId: other.id,
        user_id: other.id,
        id: other.id,
        passwordHash: 'x',
        pendingEmail: 'x@example.org'
      }
      const { statusCode } = await client.request({ ...sent(method, url), payload: { ...secrets, ...extra } })
      t.ok(statusCode < 500)
      t.same(
        await app.db.user.findUniqueOrThrow({ where: { id: other.id } }),
        before,
        'another user is as before'
      )
      const own = await app.db.user.findUnique({ where: { id } })
      if (url === '/users/delete') t.equal(own, null)
      else t.match(own, { role: 'customer', email: null })
      t.equal(await app.db.session.count({ where: { userId: other.id } }), 1)
    })
  }
})

test('every route that takes an id', async (t) => {
  // What it names, and how somebody else's is asked for; what is everybody's is in no danger.
  const cases: Record<string, ((other: Customer) => Promise<string>) | 'everybody’s'> = {
    'GET /goods/:slug': 'everybody’s',
    'GET /reviews/of/:slug': 'everybody’s',
    // These name a product, and what is read and changed is one's own.
    'GET /reviews/:slug': 'everybody’s',
    'POST /reviews/:slug': 'everybody’s',
    'POST /reviews/:slug/delete': 'everybody’s',
    'POST /favourites/:good/remove': 'everybody’s',
    'POST /favourites/:good/to-cart': 'everybody’s',
    // Whoever has the secret of a mail is its reader.
    'GET /stock-alerts/:secret': 'everybody’s',
    'POST /stock-alerts/:secret': 'everybody’s',
    'POST /stock-alerts/:secret/remove': 'everybody’s',
    'GET /pages/:name': 'everybody’s',
    'GET /pictures/:file': 'everybody’s',
    // One's own cart has no such line, though the other's has.
    'POST /carts/lines/:good': lineOf,
    'PUT /carts/lines/:good': lineOf,
    'DELETE /carts/lines/:good': lineOf,
    'GET /addresses/:id': addressOf,
    'POST /addresses/:id': addressOf,
    'POST /addresses/:id/default': async (other) => `${await addressOf(other)}/default`,
    'POST /addresses/:id/remove': async (other) => `${await addressOf(other)}/remove`,
    'GET /orders/:number': orderOf,
    'POST /orders/:number/cancel': async (other) => `${await orderOf(other)}/cancel`,
    'POST /orders/:number/new-link': async (other) => `${await orderOf(other)}/new-link`,
    'POST /orders/:number/withdraw': async (other) => `${await orderOf(other)}/withdraw`,
    'POST /checkout/again/:number': async (other) => {
      const [number] = (await orderOf(other)).split('/').slice(-1)
      return `/checkout/again/${number}`
    },
    'GET /invoices/:series/:number': invoiceOf,
    'GET /payments/:id': paymentOf,
    'POST /payments/:id/again': async (other) => `${await paymentOf(other)}/again`,
    'POST /users/sessions/:session/end': async ({ client }) => {
      const { sessions } = (await client.get('/users/sessions')).json()
      return `/users/sessions/${sessions[0].id}/end`
    }
  }
  const withId = routes
    .filter(({ url, config }) => url.includes(':') && config.permission === undefined)
    .map(({ method, url }) => `${method} ${url}`)
  t.same(withId.sort(), Object.keys(cases).sort(), 'is known here')

  for (const [route, urlOf] of Object.entries(cases)) {
    if (urlOf === 'everybody’s') continue
    await t.test(`${route} refuses another user’s`, async (t) => {
      const [own, other] = [await customer(), await customer()]
      const url = await urlOf(other)
      const before = await everything(app)
      const method = route.split(' ')[0] as HTTPMethods
      const response = await own.client.request({ method, url, payload: { quantity: 2 } })
      t.equal(response.statusCode, 404)
      t.same(await everything(app), before)
    })
  }
})

test('every route of the staff', async (t) => {
  t.ok(staffRoutes.length >= 5)
  const below = routes.filter(
    ({ url, config }) => url.startsWith('/staff') && config.permission === undefined
  )
  t.same(
    below.filter(({ url }) => !url.includes('/static/')),
    [],
    'says what it needs'
  )
  const { client } = await customer()
  const admin = await staffClient(app, { secondFactorAt: null })
  const before = await everything(app)
  for (const { method, url } of staffRoutes) {
    await t.test(`${method} ${url} is for staff alone`, async (t) => {
      const ask = async (client: TestClient) => (await client.request(sent(method, url))).json()
      t.match(await ask(app.client()), { statusCode: 401 }, 'no guest’s')
      t.match(await ask(client), { statusCode: 403, code: 'SESSION_ERR_FORBIDDEN' }, 'no customer’s')
      t.match(await ask(admin), { statusCode: 403, code: 'SESSION_ERR_SECOND_FACTOR' }, 'no password’s alone')
      const token = { ...sent(method, url).headers, authorization: 'Bearer larder_unknown' }
      t.match((await app.inject({ ...sent(method, url), headers: token })).json(), { statusCode: 401 })
    })
  }
  t.same(await everything(app), before)
})

test('no log has a password, a token or a cookie', async (t) => {
  const { config } = readConfig({
    flags: { logLevel: 'trace', rateLimit: '0', maxEventLoopDelay: '0' },
    env: {}
  })
  const [error, access] = [new PassThrough(), new PassThrough()]
  const secretKey = randomBytes(32).toString('base64')
  const logs = { error, access, reopen() {}, close() {} }
  const server = createServer({ ...config, secretKey }, await freshDatabase(t), logs)
  t.teardown(() => server.close())
  await server.ready()
  const [password, newer, wrong] = ['first secret word', 'second secret word', 'a wrong secret word']
  const secrets = new Set([password, newer, wrong, encodeURIComponent(password), secretKey])
  let cookie = ''
  let answered = ''

  async function ask(method: 'GET' | 'POST', url: string, payload?: object | string): Promise<number> {
    const headers = { accept: 'application/json', cookie, referer: `http://localhost${url}` }
    const response = await server.inject({ method, url, payload, headers })
    answered = response.body
    for (const { name, value } of response.cookies) {
      if (value) secrets.add(value)
      if (value) cookie = `${cookie}; ${name}=${value}`
    }
    return response.statusCode
  }

  const anna = { user_name: 'Anna', email: 'anna@example.org', password }
  const follow = async (work: () => Promise<unknown>) => {
    const [message] = await recordMessages(server, work)
    const { pathname, search, searchParams } = new URL(message?.links[0] ?? '')
    const token = searchParams.get('token') ?? ''
    secrets.add(token)
    t.equal(await ask('GET', pathname + search), 200)
    return token
  }
  const confirm = await follow(() => ask('POST', '/users/register', anna))
  t.equal(await ask('POST', '/users/confirm', { token: confirm }), 200)
  t.equal(await ask('GET', '/users/second-factor/set-up'), 200)
  const { secret } = JSON.parse(answered)
  const setUp = { code: authenticatorApp(secret)(), password }
  t.equal(await ask('POST', '/users/second-factor/set-up', setUp), 200)
  for (const one of [secret, ...JSON.parse(answered).recovery_codes]) secrets.add(one)
  t.equal(await ask('POST', '/users/login', { ...anna, password: wrong }), 401)
  t.equal(await ask('POST', '/users/login', { user_name: wrong, password }), 401)
  t.equal(await ask('POST', '/users/login', `{"user_name":"Anna","password":"${password}`), 415)
  const reset = await follow(() => ask('POST', '/users/forgot', anna))
  t.equal(await ask('POST', '/users/reset', { token: reset, password: newer }), 200)
  const [orderKey, alertSecret] = [1, 2].map(() => randomBytes(32).toString('base64url'))
  for (const url of [`/orders/L-1?key=${orderKey}`, `/zh/stock-alerts/${alertSecret}`])
    t.equal(await ask('GET', url), 404)
  secrets.add(`${orderKey}`).add(`${alertSecret}`)
  await server.db.$executeRaw`ALTER TABLE users RENAME TO gone`
  t.equal(await ask('POST', '/users/login', { ...anna, password: newer }), 500)
  t.equal(await ask('POST', '/users/register', { ...anna, user_name: 'Ben' }), 500)

  const logged = `${error.read()}${access.read()}`
  t.match(logged, '"event":"login_failed"')
  t.match(logged, 'GET /users/confirm?token=- HTTP', 'the token is left out')
  t.match(logged, 'GET /orders/L-1?key=- HTTP', 'nor a key')
  t.match(logged, 'GET /zh/stock-alerts/- HTTP', 'nor a secret in the path')
  t.ok(secrets.size >= 10)
  for (const secret of secrets) t.notOk(logged.includes(secret), `the log has ${secret}`)
})

test('a page whose URL has a secret tells other sites only where it is', async (t) => {
  for (const url of [
    '/users/reset?token=plum',
    '/users/confirm?token=plum',
    '/orders/L-1?key=plum',
    '/stock-alerts/plum'
  ])
    t.match((await app.inject({ url })).headers, { 'referrer-policy': 'strict-origin' }, url)
})

test('gateway role', async (t) => {
  const log = `${t.testdir()}/log`
  const DATABASE_URL = await freshDatabase(t)
  replace(t, process, 'env', { ...process.env, DATABASE_URL, LARDER_ERROR_LOGFILE: log })
  const db = connect(t, DATABASE_URL, { poolSize: 1 })
  const { id } = await createUser(db, { userName: 'Anna' })
  await db.session.create({ data: { id: 'x', data: '{}', userId: id, expiresAt: new Date('2100-01-01') } })
  const said = t.capture(console, 'log')

  await t.test('gives a role, ends the sessions and writes it down', async (t) => {
    await giveRole('anna', 'admin')
    t.match(said(), [{ args: [/^Anna is admin now, was customer/] }])
    t.match(await db.user.findUnique({ where: { id } }), { role: 'admin' })
    t.equal(await db.session.count(), 0)
    const line = JSON.parse(readFileSync(log, 'utf8'))
    t.match(line, { event: 'role_changed', userId: id, before: 'customer', role: 'admin', by: String })
  })

  await t.test('says what it does not know', async (t) => {
    await t.rejects(giveRole('ben', 'admin'), { message: /^There is no user ben/ })
    await t.rejects(giveRole('anna', 'queen'), { message: /^There is no role queen/ })
  })
})

interface Customer {
  client: TestClient
  id: number
  secrets: object
}

/** Somebody who is signed in, with all that may be asked for as it should be. */
async function customer(): Promise<Customer> {
  const { client, id, fields } = await signUp(app)
  const newer = { current_password: fields.password, new_password: 'quince jam and toast' }
  return { client, id, secrets: { ...fields, ...newer, good: 1, quantity: 1 } }
}

function sent(method: string, url: string) {
  return {
    method: method as HTTPMethods,
    url: url.replace(/:\w+/g, '1'),
    headers: { accept: 'application/json' }
  }
}

async function lineOf({ client }: Customer): Promise<string> {
  await client.post('/carts/lines', { good: 1 })
  const { lines } = (await client.get('/carts')).json()
  return `/carts/lines/${lines[0].good.id}`
}

/** An order that its customer can see, cancel and withdraw from. */
async function addressOf({ client }: Customer): Promise<string> {
  const typed = { name: 'Anna', street: 'Gartenweg 3', postal_code: '10115', city: 'Berlin', country: 'DE' }
  const { id } = (await client.post('/addresses', typed)).json()
  return `/addresses/${id}`
}

async function orderOf({ id }: Customer): Promise<string> {
  const { number } = await createOrder(app, { userId: id })
  return `/orders/${number}`
}

async function paymentOf({ id: userId }: Customer): Promise<string> {
  const { id: orderId } = await createOrder(app, { userId })
  const [payment] = await listPayments(app.db, { orderId })
  return `/payments/${payment?.id}`
}

async function invoiceOf({ client, id }: Customer): Promise<string> {
  const order = await createOrder(app, { userId: id, payBy: null })
  await sendWhole(app, order.id)
  const { invoices } = (await client.get(`/orders/${order.number}`)).json()
  return `/invoices/${invoices[0].series}/${invoices[0].number}`
}

/** All that can be changed, but for when a session was used. */
async function everything({ db }: TestApp) {
  return {
    users: await db.user.findMany({ orderBy: { id: 'asc' } }),
    secondFactors: await db.secondFactor.findMany({ orderBy: { userId: 'asc' } }),
    tokens: await db.userToken.findMany({ orderBy: { id: 'asc' } }),
    sessions: await db.session.findMany({ orderBy: { id: 'asc' }, select: { id: true, data: true } }),
    lines: await db.cartLine.findMany({ orderBy: [{ cartId: 'asc' }, { goodId: 'asc' }] }),
    addresses: await db.address.findMany({ orderBy: { id: 'asc' } }),
    orders: await db.order.findMany({ orderBy: { id: 'asc' } }),
    payments: await db.payment.findMany({ orderBy: { id: 'asc' } }),
    events: await db.orderEvent.count(),
    mails: await db.mail.count()
  }
}
