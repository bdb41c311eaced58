import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import path from 'node:path'
import { json } from 'node:stream/consumers'
import type { PrismaClient } from '@larder/database'
import { createMethod } from '@larder/delivery/testing'
import { createGood } from '@larder/goods/testing'
import { connect, freshDatabase } from '@larder/testing'
import { until } from '@larder/until'
import { setRole } from '@larder/users'
import { type Test, test } from 'tap'
import { findChoices, prepareBuyer } from '../fixtures/buyers.js'
import { installOutside, type RunningApp } from '../fixtures/outside-project.js'
import { Visitor } from '../fixtures/visitor.js'

const project = await installOutside('typescript')
const typescript = project.copyExample('typescript')

test('an existing app in TypeScript', async (t) => {
  const { url, db } = await emptyDatabase(t)
  t.match(await typescript.command('larder-db init'), /added .*_larder_\d+_init\n/)
  await typescript.command('prisma format')
  t.match(
    readFileSync(path.join(typescript.folder, 'prisma/larder/goods.prisma'), 'utf8'),
    /recipes +Recipe\[\]\n/,
    'the other ends of its relations'
  )
  t.match(await typescript.command('larder-db init'), 'Everything is as new', 'which are no changes')
  await typescript.command('prisma migrate dev --name add_recipes', { DATABASE_URL: url })
  t.match(new Set(await tablesOf(db)), new Set(['users', 'goods', 'carts', 'sessions']))
  t.ok((await tablesOf(db)).includes('recipes'), "a table of the app's own, beside Larder's")
  await stockApples(db)

  await typescript.command('prisma generate')
  // The declarations that are not the app's are checked in test/long/declarations.ts.
  await typescript.command('tsc --skipLibCheck')
  const mails = t.testdir()
  const app = await typescript.start(t, 'dist/app.js', { DATABASE_URL: url, MAIL_URL: `file:${mails}` })
  await usesTheShop(t, app, 'Ana', 'Everything on our shelves')

  await t.test('takes what it wants, and has its own in the place of the rest', async (t) => {
    const visitor = new Visitor(app.origin)
    t.equal((await visitor.get('/shop/goods/feed.xml')).status, 404)
    t.same((await visitor.get('/news')).json(), { news: 'Apples are in season.' })
    t.equal((await visitor.get('/shop/cart/get_carts')).status, 404)
    const html = { headers: { accept: 'text/html' } }
    const { goods } = Object(await (await fetch(`${app.origin}/api/goods`, html)).json())
    t.match(goods, [{ slug: 'apples' }], 'JSON, whoever asks')
    t.match((await visitor.get('/api/goods/apples')).json(), { slug: 'apples' })
    t.equal((await visitor.get('/api/goods/suggest')).status, 404)
    const [mail = ''] = await until(() => found(mails), 'the mail was sent')
    t.match(
      readFileSync(path.join(mails, mail), 'utf8'),
      'Subject: =?UTF-8?Q?Welcome_to_the_Corner_Caf=C3=A9?='
    )
  })

  await t.test('has a field more of a good: a table and a slot', async (t) => {
    const staff = await register(app, 'Sam')
    t.equal((await staff.post('/growers/apples', { name: 'Orchard Miller' })).status, 403)
    await setRole(db, 'Sam', 'staff')
    await staff.post('/members/login', memberOf('Sam'))
    t.notMatch((await staff.visit('/shop/goods/apples')).body, 'Grown by')
    t.equal((await staff.post('/growers/apples', { name: 'Orchard Miller' })).status, 200)
    t.match((await staff.visit('/shop/goods/apples')).body, '<p>Grown by Orchard Miller</p>')
  })
})

test('an existing app in plain JavaScript, with a client of its own beside', async (t) => {
  const javascript = project.copyExample('javascript')
  t.match(await javascript.command('larder-db init'), /added +prisma\.config\.mjs\n/)
  const { url, db } = await emptyDatabase(t)
  await javascript.command('prisma migrate dev --name add_recipes', { DATABASE_URL: url })
  t.match(new Set(await tablesOf(db)), new Set(['users', 'goods', 'recipes']))
  await stockApples(db)
  await javascript.command('prisma generate')

  await t.test('that imports', async (t) => {
    await usesTheShop(t, await javascript.start(t, 'app.js', { DATABASE_URL: url }), 'Ben')
  })
  await t.test('that requires', async (t) => {
    await usesTheShop(t, await javascript.start(t, 'app.cjs', { DATABASE_URL: url }), 'Cem')
  })
})

test('an app that adds to orders: points for what was paid', async (t) => {
  const deli = project.copyExample('loyalty')
  const { url, db } = await emptyDatabase(t)
  await deli.command('larder-db init')
  await deli.command('prisma format')
  await deli.command('prisma migrate dev --name add_loyalty', { DATABASE_URL: url })
  await deli.command('prisma generate')
  await deli.command('tsc --skipLibCheck')
  await db.taxRate.create({
    data: { country: 'DE', category: 'standard', fromAt: new Date(0), rate: 190_000 }
  })
  await createMethod(db, { code: 'post', price: 490 })
  const { id: good } = await createGood(db, { price: 250, taxCategory: 'standard' })
  const cards = await startCards(t)
  const app = await deli.start(t, 'dist/app.js', { DATABASE_URL: url, CARDS_URL: cards.url })
  const customer = await register(app, 'Ana')
  const staff = await register(app, 'Sam')
  await setRole(db, 'Sam', 'staff')
  await staff.post('/members/login', memberOf('Sam'))
  const [delivery] = (await findChoices(new Visitor(app.origin), good)).get('post') ?? []
  const { answer } = await (await prepareBuyer(customer, [good], { delivery })).press()
  const number = answer.order ?? ''
  t.same((await customer.get('/points')).json(), { points: 0 })
  t.equal((await customer.post(`/till/${number}`, {})).status, 403)

  await t.test('an order and its points are written both or neither', async (t) => {
    const buyer = await prepareBuyer(customer, [good], { delivery })
    await db.$executeRaw`ALTER TABLE loyalty_points RENAME TO gone`
    t.equal((await buyer.press()).status, 500)
    t.equal(await db.order.count(), 1)
    t.equal((await staff.post(`/till/${number}`, {})).status, 500)
    t.match(await db.order.findUnique({ where: { number } }), { payment: 'due', paid: 0 })
    t.equal(await db.task.count({ where: { kind: 'loyalty.tell-cards' } }), 0)
    await db.$executeRaw`ALTER TABLE gone RENAME TO loyalty_points`
    t.equal((await buyer.press()).outcome, '201 placed')
    t.same(await db.$queryRaw`SELECT points, earned FROM loyalty_points`, [
      { points: 7, earned: false },
      { points: 7, earned: false }
    ])
  })

  await t.test('what is told to others is tried until they answer, by one key', async (t) => {
    t.same((await staff.post(`/till/${number}`, {})).json(), { paid: 740 })
    t.same((await staff.post(`/till/${number}`, {})).json(), { paid: 740 })
    t.same((await customer.get('/points')).json(), { points: 7 })
    await until(() => cards.told.length === 2, 'the cards were told twice: at first they are out of order')
    t.match(cards.told, [{ points: 7 }, { points: 7 }])
    t.equal(new Set(cards.told.map(({ key }) => key)).size, 1)
  })
})

test('an app without a shop, served by larder-serve', async (t) => {
  const bakery = project.copyExample('served')
  const started = await bakery.command(
    'larder-serve -w 2 -b 127.0.0.1:0 --error-logfile log --pid pid -D app.js'
  )
  t.teardown(() => bakery.command('larder-serve stop --pid pid'))
  const [origin = ''] = /http:\/\/\S+/.exec(started) ?? []
  t.same(await (await fetch(origin)).json(), { bread: 'fresh at 6', you: '127.0.0.1' })
  t.same(await (await fetch(`${origin}/readyz`)).json(), { status: 'ready' })
  t.match(await (await fetch(`${origin}/metrics`)).text(), 'larder_workers{state="ready"} 2')
  t.match(await bakery.command('larder-serve reload --pid pid'), /^worker \d+ +\d+ +ready/m)
})

function found(folder: string): string[] | undefined {
  const names = readdirSync(folder)
  return names.length > 0 ? names : undefined
}

async function emptyDatabase(t: Test) {
  const url = await freshDatabase(t, { migrations: t.testdir() })
  const db = connect(t, url)
  return { url, db }
}

async function tablesOf(db: PrismaClient): Promise<string[]> {
  const rows = await db.$queryRaw<{ name: string }[]>`
    SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`
  return rows.map(({ name }) => name)
}

async function stockApples(db: PrismaClient): Promise<void> {
  await createGood(db, { slug: 'apples', name: 'Apples', price: 349, description: 'From the orchard.' })
}

/** What a visitor does, in an app with apples on the shelf. */
async function usesTheShop(
  t: Test,
  app: RunningApp,
  user_name: string,
  title = 'All products'
): Promise<void> {
  const visitor = new Visitor(app.origin)
  const member = memberOf(user_name)

  const list = await visitor.visit('/shop/goods')
  t.match(list.body, `<title>${title} · Corner Café</title>`, "in the app's own layout")
  t.match(list.body, 'href="/shop/goods/apples"', "and below the app's prefix")
  for (const [, style = ''] of list.body.matchAll(/<link rel="stylesheet" href="(.*?)">/g)) {
    t.equal((await visitor.visit(style)).status, 200, style)
  }
  const good = await visitor.visit('/shop/goods/apples')
  t.match(good.body, /action="\/shop\/cart\/lines"[\s\S]*café’s cart/, "with the app's own form to buy it")
  const [, id] = /name="good" value="(\d+)"/.exec(good.body) ?? []

  const recipe = { title: `Apple pie of ${user_name}`, goodSlug: 'apples' }
  t.equal((await visitor.post('/recipes', recipe)).status, 401, 'the app asks for a log-in where it wants')
  t.equal((await visitor.post('/members/register', member)).status, 201)
  t.equal((await visitor.post('/members/logout', {})).status, 200)
  t.match((await visitor.post('/members/login', member)).json(), { code: 0 })
  t.match((await visitor.visit('/shop/goods')).body, `<a href="/members/account">${user_name}</a>`)

  t.match((await visitor.post('/shop/cart/lines', { good: Number(id), quantity: 2 })).json(), { count: 2 })
  t.match((await visitor.visit('/shop/cart')).body, /Corner Café[\s\S]*Apples/)

  const added = await visitor.post('/recipes', recipe)
  t.equal(added.status, 201)
  t.match(added.json(), { ...recipe, author: user_name })
  t.match(
    (await visitor.visit('/recipes')).body,
    `${recipe.title}, by ${user_name}: <a href="/shop/goods/apples">`
  )
  t.match((await visitor.visit('/')).body, 'from 8 to 18', "what was the app's stays the app's")
  t.equal(app.complaints(), '')
}

/** Where the cards of members are kept. It fails the first time. */
async function startCards(t: Test) {
  const told: { key: unknown; points: unknown }[] = []
  const server = createServer(async (request, response) => {
    const card: object = Object(await json(request))
    told.push({ points: undefined, ...card, key: request.headers['idempotency-key'] })
    response.writeHead(told.length === 1 ? 500 : 204).end()
  })
  t.teardown(() => server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return { url: `http://127.0.0.1:${port}`, told }
}

async function register({ origin }: RunningApp, user_name: string): Promise<Visitor> {
  const visitor = new Visitor(origin)
  await visitor.post('/members/register', memberOf(user_name))
  return visitor
}

function memberOf(user_name: string) {
  return { user_name, email: `${user_name}@cafe.example`, password: 'a long one, 4 sure' }
}
