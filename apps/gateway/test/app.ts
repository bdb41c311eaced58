import { randomBytes } from 'node:crypto'
import { listRoutes } from '@larder/blueprint'
import { inTransaction } from '@larder/database'
import { createGood } from '@larder/goods/testing'
import { cancelOrder } from '@larder/orders'
import { createOrder, draftLine } from '@larder/orders/testing'
import { testApp, wholeAnswers } from '@larder/testing'
import { signUp } from '@larder/users/testing'
import type { FastifyInstance } from 'fastify'
import { test } from 'tap'
import shop from '../src/app.js'
import { createServer } from '../src/server.js'
import { readConfig } from '../src/settings/read-config.js'
import { stockShelf } from './fixtures/shelf.js'

const HTML = { accept: 'text/html' }
const { config: CONFIG } = readConfig({
  flags: { logLevel: 'silent', poolSize: '2', maxEventLoopDelay: '0' },
  env: {}
})
/** Bytes that a first visit may take, with the pictures that are there. */
const LIGHT = {
  '/': 24_000,
  '/goods': 24_000,
  '/goods/bananas': 16_000,
  '/carts': 16_000,
  '/users/login': 16_000
}
const LOGS = { error: process.stderr, reopen() {}, close() {} }

test('the shop', async (t) => {
  const secretKey = randomBytes(32).toString('base64')
  const app = await testApp(t, wholeAnswers, [shop, { secretKey }], faulty)
  await stockShelf(app)

  t.test('has a front page that leads to every feature', async (t) => {
    const response = await app.client().visit('/')
    t.equal(response.statusCode, 200)
    t.equal(response.headers.vary, 'Accept-Encoding', 'there is nothing but the page')
    for (const path of ['/goods', '/carts', '/users/login', '/goods/bananas', '/goods?category=fruit']) {
      t.match(response.body, `href="${path}"`)
    }
    t.notMatch(response.body, 'Quinces', 'what is sold out is not new in')
  })

  t.test('shows on its front page first what is in season', async (t) => {
    const [year, fruit] = [2 ** 12 - 1, { slug: 'bananas' }]
    await app.db.good.update({ where: fruit, data: { season: year } })
    t.teardown(() => app.db.good.update({ where: fruit, data: { season: null } }))
    const { body } = await app.client().visit('/')
    t.match(body, /<h2>In season<\/h2>.*href="\/goods\/bananas".*<h2>What we have<\/h2>.*<h2>New in<\/h2>/s)
    t.equal(body.match(/href="\/goods\/bananas"/g)?.length, 1)
  })

  t.test('shows customers on its front page what they can order again', async (t) => {
    const { client, id: userId } = await signUp(app)
    const shown = async () => /<h2>Order again<\/h2>.*?<h2>/s.exec((await client.visit('/')).body)?.[0]
    t.equal(await shown(), undefined)
    const goods = await app.db.good.findMany({ where: { slug: { in: ['bananas', 'chanterelles'] } } })
    const lines = goods.map(({ id }) => draftLine({ goodId: id, quantity: 2 }))
    const { id } = await createOrder(app, { userId, lines })
    const shelf = await shown()
    t.match(shelf, 'href="/goods/bananas"')
    t.notMatch(shelf, 'href="/goods/chanterelles"', 'they are sold out now')
    t.equal((await client.visit('/')).body.match(/href="\/goods\/bananas"/g)?.length, 1)
    t.notMatch((await app.client().visit('/')).body, '<h2>Order again</h2>')
    const cause = { by: 'customer', now: new Date() } as const
    await inTransaction(app.db, (tx) => cancelOrder(tx, id, cause, app.orders))
    t.equal(await shown(), undefined)
  })

  t.test('fills its shelves also where a customer has bought the first goods of each', async (t) => {
    const [season, offer] = [2 ** 12 - 1, { regularPrice: 300, priorPrice: 250 }]
    const { client, id: userId } = await signUp(app)
    const shelf = async (title: string) =>
      RegExp(`<h2>${title}</h2>.*?(?=<h2>|</main>)`, 's').exec((await client.visit('/')).body)?.[0]
    const made = [
      await createGood(app.db, { slug: 'late-offer', ...offer }),
      await createGood(app.db, { slug: 'late-season', season })
    ]
    for (let first = 0; first < 6; first++) made.push(await createGood(app.db, { season, ...offer }))
    const sold: typeof made = []
    for (let first = 0; first < 12; first++) sold.push(await createGood(app.db, { stock: 1 }))
    sold.push(await createGood(app.db, { slug: 'still-sold' }))
    const ids = [...made, ...sold].map(({ id }) => id)
    t.teardown(() => app.db.good.updateMany({ where: { id: { in: ids } }, data: { published: false } }))
    const order = (goods: typeof made) =>
      createOrder(app, { userId, lines: goods.map(({ id }) => draftLine({ goodId: id, quantity: 1 })) })
    await order(sold)
    t.match(await shelf('Order again'), 'href="/goods/still-sold"', 'the other twelve are sold out')
    await order(made.slice(2))
    t.match(await shelf('In season'), 'href="/goods/late-season"')
    t.match(await shelf('Offers'), 'href="/goods/late-offer"')
  })

  t.test('shows offers with the lowest price of the month before', async (t) => {
    t.notMatch((await app.client().visit('/')).body, '<h2>Offers</h2>')
    const where = { slug: 'bananas' }
    await app.db.good.update({ where, data: { regularPrice: 300, priorPrice: 250 } })
    t.teardown(() => app.db.good.update({ where, data: { regularPrice: null, priorPrice: null } }))
    const reduced = 'Instead of <s>€3.00</s>. Lowest price of the 30 days before: €2.50'
    for (const path of ['/', '/goods', '/goods/bananas'])
      t.match((await app.client().visit(path)).body, reduced, path)
    t.match(
      (await app.client().visit('/')).body,
      /<h2>Offers<\/h2>.*href="\/goods\/bananas".*<h2>New in<\/h2>/s
    )
  })

  t.test('leads customers around the pages of their account', async (t) => {
    const { client } = await signUp(app)
    for (const path of ['/orders', '/addresses', '/favourites', '/users/password', '/users/sessions']) {
      const { body } = await client.visit(path)
      t.match(body, `<a href="${path}" aria-current="page">`, path)
      t.match(body, '<a href="/users/delete">Delete your account</a>')
    }
    const { body } = await client.visit('/users/second-factor/set-up')
    t.match(body, '<a href="/users/second-factor" aria-current="true">')
    t.notMatch((await client.visit('/goods')).body, 'href="/users/delete"')
    t.notMatch((await app.client().visit('/users/forgot')).body, 'href="/users/delete"')
  })

  t.test('leaves nothing but the way back at the head of the checkout', async (t) => {
    const client = app.client()
    const { id: good } = await app.db.good.findUniqueOrThrow({ where: { slug: 'bananas' } })
    await client.submit('/carts/lines', { good, quantity: 1 })
    const { body } = await client.visit('/checkout')
    t.match(body, '<a href="/carts" class="site-cart">Back to the cart</a>')
    t.notMatch(body, /class="goods-search"|class="site-categories"/)
  })

  t.test('says at prices that tax is in them and delivery is not', async (t) => {
    const note = 'incl. VAT, plus <a href="/delivery">delivery</a>'
    for (const path of ['/', '/goods', '/goods/bananas', '/carts']) {
      t.match((await app.client().visit(path)).body, note, path)
    }
    const { body } = await app.client().visit('/goods/bananas')
    t.match(body.replace(/\s+/g, ' '), `1 kg</small> </p> <p><small>${note}`)
  })

  t.test('compresses its pages, and sends none that the visitor has', async (t) => {
    for (const [accepted, encoding] of [
      ['gzip, br', 'br'],
      ['gzip', 'gzip'],
      ['br;q=0', undefined]
    ] as const) {
      const { headers } = await app.inject({ url: '/', headers: { ...HTML, 'accept-encoding': accepted } })
      t.equal(headers['content-encoding'], encoding, accepted)
    }
    const { etag } = (await app.inject({ url: '/goods', headers: HTML })).headers
    const again = { url: '/goods', headers: { ...HTML, 'if-none-match': `"other", ${etag}` } }
    t.match(await app.inject(again), { statusCode: 304, body: '' })
    const secret = { url: '/carts', headers: { ...HTML, 'accept-encoding': 'br' } }
    t.match((await app.inject(secret)).headers, { etag: undefined, 'content-encoding': undefined })
  })

  t.test('keeps its pages light: one style sheet, few scripts, and few bytes', async (t) => {
    const scripts = new Set<string>()
    for (const [url, most] of Object.entries(LIGHT)) {
      const { statusCode, body } = await app.inject({ url, headers: HTML })
      t.equal(statusCode, 200)
      t.equal(body.match(/rel="stylesheet"/g)?.length, 1, url)
      const files = [...body.matchAll(/(?:script type="module" src|stylesheet" href|img src)="([^"]+)"/g)]
      for (const [text, file = ''] of files) if (text.startsWith('script')) scripts.add(file)
      const sizes = await Promise.all([url, ...files.map(([, file = '']) => file)].map(sentBytes))
      const sum = sizes.reduce((sum, size) => sum + size, 0)
      t.ok(sum <= most, `${url}: ${sum} bytes`)
    }
    const [, css = ''] =
      /stylesheet" href="([^"]+)"/.exec((await app.inject({ url: '/', headers: HTML })).body) ?? []
    const { rawPayload } = await app.inject(css)
    t.ok(rawPayload.length <= 20 * 1_024, `${rawPayload.length} bytes of styles`)
    t.equal(scripts.size, 3)
    const sources = await Promise.all([...scripts].map((url) => app.inject(url)))
    const sum = sources.reduce((sum, { rawPayload }) => sum + rawPayload.length, 0)
    t.ok(sum <= 15 * 1_024, `${sum} bytes of scripts`)
  })

  async function sentBytes(url: string): Promise<number> {
    const headers = { ...HTML, 'accept-encoding': 'br' }
    return (await app.inject({ url, headers })).rawPayload.length
  }

  t.test('has pages that all say which templates they show', async (t) => {
    const others = listRoutes(app).filter(
      ({ method, url, templates }) => method === 'GET' && templates.length === 0 && !/[:*]/.test(url)
    )
    t.ok(others.length > 3)
    for (const { url } of others) {
      const { statusCode, headers } = await app.inject({ url, headers: HTML })
      if (statusCode === 200) t.notMatch(headers['content-type'], 'text/html', url)
    }
  })

  t.test('keeps the contract of the course note', async (t) => {
    const client = app.client()
    t.equal((await client.get('/users/register')).statusCode, 200)
    t.equal((await client.post('/users/login', {})).json().code, 1)
    t.equal((await client.post('/users/login', { user_name: '123', password: 'tom' })).json().code, 2)
    const customer = { user_name: 'tom', email: 'tom@example.org', password: 'a good password' }
    t.equal((await client.post('/users/register', customer)).statusCode, 201)
    t.equal((await client.post('/users/login', customer)).json().code, 0)
    t.equal((await client.get('/goods/get_goods')).json().total, 4)
    t.same((await client.get('/carts/get_carts')).json(), { lines: [], count: 0, total: 0, currency: 'EUR' })
    t.same((await client.get('/orders/get_order')).json(), { order: null })
    const { id: userId } = await app.db.user.findFirstOrThrow({ where: { userName: 'tom' } })
    const { number } = await createOrder(app, { userId })
    const { headers, ...latest } = await client.visit('/orders/get_order')
    t.match(headers['content-type'], 'application/json')
    t.match(latest.json(), { order: { number, status: 'placed', lines: [{ name: 'Plums', quantity: 2 }] } })
  })

  t.test('leads password managers to the form for another password', async (t) => {
    const { statusCode, headers } = await app.client().get('/.well-known/change-password')
    t.equal(statusCode, 303)
    t.equal(headers.location, '/users/password')
  })

  t.test('answers an unknown address with a page, or with JSON', async (t) => {
    const page = await app.client().visit('/nowhere')
    t.equal(page.statusCode, 404)
    t.equal(page.headers.vary, 'Accept')
    t.match(page.body, /<h1>We cannot find this page<\/h1>/)
    const json = await app.inject({ url: '/goods/nothing', headers: { accept: 'application/json' } })
    t.equal(json.statusCode, 404)
    t.match(json.json(), { statusCode: 404, error: 'Not Found', code: 'GOODS_ERR_NOT_FOUND' })
  })

  t.test('speaks to people where something went wrong, and shows a way on', async (t) => {
    const form = 'application/x-www-form-urlencoded'
    for (const [heading, asked] of [
      ['We cannot find this page', { url: '/nowhere' }],
      ['We could not use that request', { url: '/goods?page=none' }],
      ['We could not use that request', { url: '/carts/lines' }],
      [
        'We could not use that request',
        { method: 'POST', url: '/carts/lines', headers: { 'content-type': form } }
      ],
      [
        'We could not use that request',
        { method: 'POST', url: '/carts/lines', headers: { 'content-type': 'a/b' } }
      ],
      ['You may not open this page', { method: 'POST', url: '/carts/lines', headers: { origin: 'null' } }],
      ['Something went wrong here', { url: '/faulty' }]
    ] as const) {
      const headers = { ...HTML, ...('headers' in asked ? asked.headers : {}) }
      const { statusCode, body } = await app.inject({ ...asked, headers, payload: 'plums' })
      t.match(body, `<h1>${heading}</h1>`, `${statusCode}`)
      t.notMatch(body, /Not Found|Bad Request|Method|Media Type|body\/|querystring|We have been told/)
      t.match(body, /<input id="q"[\s\S]*<a href="\/">Back to the shop<\/a>/)
      t.match(body, 'href="/goods?category=fruit"', 'the header has the categories without the database')
    }
  })

  t.test('does not show visitors what a fault says', async (t) => {
    for (const url of ['/faulty', '/faulty/without-a-page']) {
      for (const headers of [HTML, { accept: 'application/json' }]) {
        const response = await app.inject({ url, headers })
        t.equal(response.statusCode, 500)
        t.notMatch(response.body, /internal matter|at .*\.[jt]s/)
      }
    }
  })

  t.test('says it plainly where the page of an error fails, at once or late', async (t) => {
    for (const [url, heading, status] of [
      ['/faulty/without-a-page', 'Something went wrong here', 500],
      ['/faulty/late', 'Something went wrong here', 500],
      ['/faulty/late/nowhere', 'We cannot find this page', 404]
    ] as const) {
      const { statusCode, headers, body } = await app.inject({ url, headers: HTML })
      t.match({ statusCode, body }, { statusCode: status, body: `${heading}\n` }, url)
      t.match(headers, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' })
    }
  })

  t.test('shows the fault itself to a test', async (t) => {
    await t.rejects(app.client().get('/faulty'), { message: 'an internal matter' })
  })

  t.test('allows pages nothing inline and nothing foreign', async (t) => {
    const policy = (await app.client().visit('/')).headers['content-security-policy']
    t.match(policy, "default-src 'self'")
    t.notMatch(policy, 'unsafe')
    t.match(policy, "frame-ancestors 'none'")
  })

  t.test('describes its routes in development only', async (t) => {
    t.equal((await app.client().visit('/docs')).statusCode, 404)
    t.notOk(app.hasPlugin('@fastify/swagger'))
  })

  t.test('refuses a form that another site sends', async (t) => {
    const response = await app.inject({
      method: 'POST',
      url: '/users/logout',
      headers: { ...HTML, 'sec-fetch-site': 'cross-site' }
    })
    t.equal(response.statusCode, 403)
    t.match(response.body, 'another site')
  })
})

test('the server gives a client half a minute for its request', async (t) => {
  const app = createServer(CONFIG, 'postgresql://nobody@127.0.0.1:1/none', LOGS)
  t.teardown(() => app.close())
  // Node takes the longer of the two for the whole.
  t.match(app.server, { requestTimeout: 30_000, headersTimeout: 30_000 })
})

test('the server refuses a body over the limit', async (t) => {
  const app = createServer(CONFIG, 'postgresql://nobody@127.0.0.1:1/none', LOGS)
  t.teardown(() => app.close())
  const payload = { user_name: 'x'.repeat(CONFIG.bodyLimit) }
  const response = await app.inject({ method: 'POST', url: '/users/login', payload })
  t.equal(response.statusCode, 413)
})

test('the shop whose database is away', async (t) => {
  const app = createServer(CONFIG, 'postgresql://nobody@127.0.0.1:1/none', LOGS)
  t.teardown(() => app.close())
  for (const accept of ['text/html', 'application/json']) {
    const response = await app.inject({ url: '/goods', headers: { accept } })
    t.equal(response.statusCode, 503)
    t.equal(response.headers['retry-after'], '5')
    t.match(response.body, 'try again in a moment')
    t.notMatch(response.body, /prisma|127\.0\.0\.1/i)
  }
  const unharmed = await app.inject({ url: '/users/login', headers: HTML })
  t.equal(unharmed.statusCode, 200, 'a page that needs no database is there')
})

async function faulty(app: FastifyInstance) {
  // A page that loads something fails later.
  app.addViewContext(({ url }) => {
    return url.startsWith('/faulty/late') ? Promise.reject(new Error('an internal matter')) : {}
  })
  app.get('/faulty/late', async (_request, reply) => reply.view('home'))
  app.get('/faulty/without-a-page', async (_request, reply) => {
    reply.view = () => {
      throw new Error('an internal matter')
    }
    return reply.view('home')
  })
  app.get('/faulty', async () => {
    throw new Error('an internal matter')
  })
}
