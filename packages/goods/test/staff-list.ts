import { randomUUID } from 'node:crypto'
import { listRoutes } from '@larder/blueprint'
import { staffClient } from '@larder/staff/testing'
import tap, { test } from 'tap'
import { createGood } from '../src/testing/index.js'
import { staffApp } from './fixtures/staff-app.js'

const app = await staffApp(tap)
const client = await staffClient(app, { role: 'staff' })

test('the list', async (t) => {
  const names = async (query: string) =>
    (await client.get(`/staff/goods?${query}`)).json().goods.map(({ name }: { name: string }) => name)
  await createGood(app.db, { name: 'Tea, green', slug: 'tea-green', category: 'tea', price: 800, stock: 0 })
  await createGood(app.db, {
    name: 'Tea, black',
    slug: 'tea-black',
    category: 'tea',
    price: 700,
    published: false
  })
  const archived = await createGood(app.db, { name: 'Tea, old', slug: 'tea-old', category: 'tea', price: 1 })
  await client.post(`/staff/goods/${archived.id}/state`, { state: 'archived' })
  const { id } = await createGood(app.db, {
    name: 'Tea, white',
    slug: 'tea-white',
    category: 'tea',
    price: 900
  })
  await client.post(`/staff/goods/${id}`, { version: 0, origin: 'Nepal' })

  await t.test('is narrowed, and sorted', async (t) => {
    t.same(await names('category=tea'), ['Tea, black', 'Tea, green', 'Tea, white'])
    t.same(await names('q=TEA&sort=-price'), ['Tea, white', 'Tea, green', 'Tea, black'])
    await createGood(app.db, { name: 'Ölpumpe', slug: 'pump', category: 'tools' })
    t.same(await names(`q=${encodeURIComponent('öLp')}`), ['Ölpumpe'], 'in large and small letters')
    t.same(await names('category=tea&sort=-changed'), ['Tea, white', 'Tea, black', 'Tea, green'])
    t.same(await names('category=tea&show=published'), ['Tea, green', 'Tea, white'])
    t.same(await names('category=tea&show=unpublished'), ['Tea, black'])
    t.same(await names('category=tea&show=archived'), ['Tea, old'])
    t.same(await names('category=tea&show=sold-out'), ['Tea, green'])
    t.same(await names('category=tea&show=facts-missing'), ['Tea, black', 'Tea, green'])
    t.equal((await client.get('/staff/goods?show=nothing')).statusCode, 400)
  })

  await t.test('names the filters that are set', async (t) => {
    const { body } = await client.visit('/staff/goods?q=tea&category=tea&show=published')
    t.match(body, '(Name or address: tea, Category: All tea, Which: Published)')
    t.match((await client.visit('/staff/goods')).body, /<summary>Filter<\/summary>/)
  })

  await t.test('is a page that leads to the next one and back', async (t) => {
    await app.db.good.createMany({
      data: Array.from({ length: 60 }, (_, place) => ({
        slug: `jam-${place}`,
        name: `Jam ${String(place).padStart(2, '0')}`,
        unit: '1 jar',
        price: 100,
        description: '',
        categoryId: archived.categoryId
      }))
    })
    const first = await client.visit('/staff/goods?q=jam&category=tea&sort=name&show=')
    t.match(first.body, 'Jam 49')
    t.notMatch(first.body, 'Jam 50')
    t.match(first.body, 'aria-sort="ascending"')
    const [, next = ''] = /<a href="([^"]+)" rel="next"/.exec(first.body) ?? []
    const second = await client.visit(next.replaceAll('&amp;', '&'))
    t.match(second.body, 'Jam 59')
    t.match(second.body, 'rel="prev"')
  })

  await t.test('says so where nothing fits', async (t) => {
    t.match((await client.visit('/staff/goods?q=unicorn')).body, 'No product fits.')
  })
})

test('the categories', async (t) => {
  const listed = async () => (await client.get('/staff/goods/categories')).json().categories
  const names = async () => (await listed()).map(({ name }: { name: string }) => name)
  await t.test('are made, renamed, moved, and removed when they are empty', async (t) => {
    t.equal((await client.submit('/staff/goods/categories', { name: 'Crème & more' })).statusCode, 303)
    t.match((await client.visit('/staff/goods/categories')).body, '«Crème &amp; more» is done.')
    const made = (await listed()).at(-1)
    t.match(made, { slug: 'creme-more', version: 0, goods: 0 })
    const url = `/staff/goods/categories/${made.id}`
    t.equal((await client.submit(url, { name: 'Cream', version: 0 })).statusCode, 303)
    const late = await client.submit(url, { name: 'Creams', version: 0 })
    t.equal(late.statusCode, 409)
    t.match(late.body, '<td class="text">Creams</td><td class="text">Cream</td>')
    const before = await names()
    t.equal(before.at(-1), 'Cream')
    await client.submit(`${url}/move`, { way: 'up' })
    t.same(await names(), [...before.slice(0, -2), 'Cream', before.at(-2)])
    await client.submit(`${url}/move`, { way: 'down' })
    await client.submit(`${url}/move`, { way: 'down' })
    t.same(await names(), before)
    t.equal((await client.submit(`${url}/remove`)).statusCode, 303)
    t.same(await names(), before.slice(0, -1))
    t.equal((await client.post(`${url}/move`, { way: 'up' })).statusCode, 404)
  })

  await t.test('are not removed with goods in them, nor named as another one', async (t) => {
    const { categoryId } = await createGood(app.db, { category: 'cheese', name: 'Brie' })
    const full = await client.submit(`/staff/goods/categories/${categoryId}/remove`)
    t.match(full, { statusCode: 422, body: /It has products/ })
    t.match(await client.post('/staff/goods/categories', { name: 'Cheese' }), { statusCode: 422 })
    t.match(await client.submit('/staff/goods/categories', { name: '!' }), { statusCode: 422 })
    await client.post(`/staff/goods/categories/${categoryId}`, { name: 'Dairy', version: 0 })
    t.match((await client.get('/goods?q=dairy')).json(), { total: 1 })
  })
})

test('a bulk change', async (t) => {
  const { categoryId } = await createGood(app.db, { category: 'bulk', slug: 'bulk', name: 'Bulk' })
  await app.db.good.createMany({
    data: Array.from({ length: 501 }, (_, place) => ({
      slug: `bulk-${place}`,
      name: `Bulk ${place}`,
      unit: '1',
      price: 200 + place,
      description: '',
      categoryId
    }))
  })
  const filter = { category: 'bulk', all: 'yes' }
  const price = { action: 'price', per_mille: 55, rounding: 'nine' }
  const find = (slug: string) => app.db.good.findUniqueOrThrow({ where: { slug } })

  await t.test('tells first what it would do, and changes what was counted then', async (t) => {
    const tried = (await client.post('/staff/goods/bulk', { ...filter, ...price })).json()
    t.match(tried, { total: 502, changes: 502, examples: [{ name: 'Bulk', before: 250, after: 269 }] })
    t.equal((await find('bulk-1')).price, 201)
    const late = await createGood(app.db, { category: 'bulk' })
    const first = (await client.post('/staff/goods/bulk/run', { ...price, ...tried })).json()
    t.match(first, { changed: 500 })
    const again = (await client.post('/staff/goods/bulk/run', { ...price, ...tried })).json()
    t.match(again, { changed: 0, ids: first.ids }, 'no price is raised twice')
    t.match((await client.post('/staff/goods/bulk/run', { ...price, ...tried, ids: first.ids })).json(), {
      changed: 2,
      ids: ''
    })
    t.match(await find('bulk-1'), { price: 219, version: 1 })
    t.equal((await find(late.slug)).price, 250)
    t.equal(await app.db.auditEntry.count({ where: { batch: tried.batch } }), 502)
    const { id } = await find('bulk-500')
    t.match(await app.db.priceHistory.findMany({ where: { goodId: id }, orderBy: { fromAt: 'asc' } }), [
      { price: 700 },
      { price: 739 }
    ])
  })

  await t.test('leaves free what costs nothing', async (t) => {
    const { id } = await createGood(app.db, { price: 0 })
    const other = await createGood(app.db, { price: 1_000 })
    const ids = `${id},${other.id}`
    t.match((await client.post('/staff/goods/bulk/run', { ...price, ids, batch: randomUUID() })).json(), {
      changed: 1
    })
    t.match(await app.db.good.findUnique({ where: { id } }), { price: 0 })
  })

  await t.test('that is sent several times at once raises a price once', async (t) => {
    const { id } = await createGood(app.db, { price: 1_000 })
    const twice = { action: 'price', per_mille: 1_000, ids: String(id), batch: randomUUID() }
    const sent = await Promise.all([1, 2, 3, 4].map(() => client.post('/staff/goods/bulk/run', twice)))
    t.same(sent.map((response) => response.json().changed).sort(), [0, 0, 0, 1])
    t.match(await app.db.good.findUnique({ where: { id } }), { price: 2_000, version: 1 })
  })

  await t.test('is done in the browser with one form after the other', async (t) => {
    const list = await client.visit('/staff/goods?category=bulk')
    t.match(list.body, 'Change several at once')
    const tried = await client.submit('/staff/goods/bulk', { ...filter, ...price, per_mille: -100 })
    t.match(tried.body, '503 products are chosen; 503 would be changed')
    const field = (body: string, name: string) =>
      new RegExp(`name="${name}" value="([^"]*)"`).exec(body)?.[1] ?? ''
    const fieldsOf = (body: string) =>
      Object.fromEntries(
        ['action', 'per_mille', 'rounding', 'ids', 'batch', 'total'].map((name) => [name, field(body, name)])
      )
    const half = await client.submit('/staff/goods/bulk/run', fieldsOf(tried.body))
    t.match(half.body, '500 of 503 are done.')
    const done = await client.submit('/staff/goods/bulk/run', fieldsOf(half.body))
    t.equal(done.headers.location, `/staff/goods/bulk/${field(half.body, 'batch')}`)
  })

  await t.test('leads from the address of the dry run to the list', async (t) => {
    const page = await client.visit('/staff/goods/bulk')
    t.match(page, { statusCode: 303, headers: { location: '/staff/goods' } })
  })

  await t.test('publishes, archives and moves the chosen ones', async (t) => {
    const [one, two] = [await find('bulk-1'), await find('bulk-2')]
    const run = async (change: object) => {
      const chosen = { ...change, id: [one.id, two.id] }
      const tried = (await client.post('/staff/goods/bulk', chosen)).json()
      return (await client.post('/staff/goods/bulk/run', { ...change, ...tried })).json().changed
    }
    t.equal(await run({ action: 'archived' }), 2)
    t.match(await find('bulk-1'), { published: false, archivedAt: Date })
    t.equal(await run({ action: 'published' }), 2)
    t.equal(await run({ action: 'published' }), 0)
    t.equal(await run({ action: 'category', to_category: 'tea' }), 2)
    t.not((await find('bulk-2')).categoryId, categoryId)
    const nowhere = { action: 'category', to_category: 'nothing', id: one.id }
    t.equal((await client.post('/staff/goods/bulk', nowhere)).statusCode, 404)
  })

  await t.test('ends a reduction where the price comes up to what it was', async (t) => {
    const { id } = await createGood(app.db, { price: 300, slug: 'reduced' })
    await client.post(`/staff/goods/${id}`, { version: 0, price: '2.00', regular_price: '3.00' })
    const raise = { action: 'price', per_mille: 500 }
    const tried = (await client.post('/staff/goods/bulk', { ...raise, id })).json()
    await client.post('/staff/goods/bulk/run', { ...raise, ...tried })
    t.match(await find('reduced'), { price: 300, regularPrice: null, priorPrice: null })
  })
})

test('a bulk change that is taken back', async (t) => {
  const goods = [
    await createGood(app.db, { name: 'Undo one', price: 300 }),
    await createGood(app.db, { name: 'Undo two', price: 400 }),
    await createGood(app.db, { name: 'Undo three', price: 500, published: false })
  ]
  const [one, two, three] = goods.map(({ id }) => id)
  const find = (id = 0) =>
    app.db.good.findUniqueOrThrow({ where: { id }, include: { category: { select: { slug: true } } } })
  /** Changes all three. @returns the batch */
  const run = async (change: object): Promise<string> => {
    const tried = (await client.post('/staff/goods/bulk', { ...change, id: [one, two, three] })).json()
    await client.post('/staff/goods/bulk/run', { ...change, ...tried })
    return tried.batch
  }
  const takeBack = async (batch: string) => {
    const plan = (await client.get(`/staff/goods/bulk/${batch}`)).json()
    const undone = await client.post(`/staff/goods/bulk/${batch}/undo`, { ids: plan.ids, batch: plan.batch })
    return { plan, undone: undone.json() }
  }

  await t.test('sets prices back where nobody has changed them since, and names the others', async (t) => {
    await client.post(`/staff/goods/${one}`, { version: 0, price: '2.00', regular_price: '2.50' })
    const batch = await run({ action: 'price', per_mille: 500 })
    t.match(await find(one), { price: 300, regularPrice: null, priorPrice: null })
    await client.post(`/staff/goods/${two}`, { version: (await find(two)).version, price: '7.77' })
    const { plan, undone } = await takeBack(batch)
    t.match(plan, { total: 2, actor: 'Sofie', kept: ['Undo two'] })
    t.match(undone, { changed: 2, ids: '' })
    t.match(await find(one), { price: 200, regularPrice: 250, priorPrice: 300 }, 'with its reduction')
    t.equal((await find(two)).price, 777)
    t.equal((await find(three)).price, 500)
    const again = await client.post(`/staff/goods/bulk/${batch}/undo`, { ids: plan.ids, batch: plan.batch })
    t.match(again.json(), { changed: 0 }, 'once')
    const last = await app.db.priceHistory.findFirst({
      where: { goodId: three ?? 0 },
      orderBy: { fromAt: 'desc' }
    })
    t.equal(last?.price, 500)
  })

  await t.test('keeps goods whose reduction somebody has begun or ended since', async (t) => {
    const batch = await run({ action: 'price', per_mille: -200 })
    t.match(await find(one), { price: 160, regularPrice: 250, priorPrice: 200 })
    await client.post(`/staff/goods/${one}`, { version: (await find(one)).version, regular_price: '' })
    await client.post(`/staff/goods/${two}`, { version: (await find(two)).version, regular_price: '7.77' })
    const { plan, undone } = await takeBack(batch)
    t.match(plan, { total: 1, kept: ['Undo one', 'Undo two'] })
    t.match(undone, { changed: 1 })
    t.match(await find(one), { price: 160, regularPrice: null, priorPrice: null })
    t.match(await find(two), { price: 622, regularPrice: 777 })
    t.equal((await find(three)).price, 500)
    const all = { ids: `${one},${two}`, batch: randomUUID() }
    const late = await client.post(`/staff/goods/bulk/${batch}/undo`, all)
    t.match(late.json(), { changed: 0 }, 'nor where they were counted before')
  })

  await t.test('sets states and categories back', async (t) => {
    const archived = await run({ action: 'archived' })
    t.match((await takeBack(archived)).undone, { changed: 3 })
    t.match(
      [await find(one), await find(three)],
      [
        { published: true, archivedAt: null },
        { published: false, archivedAt: null }
      ]
    )
    const { category } = await find(one)
    const moved = await run({ action: 'category', to_category: 'tea' })
    t.equal((await find(one)).category.slug, 'tea')
    t.match((await takeBack(moved)).undone, { changed: 3 })
    t.same((await find(one)).category, category)
  })

  await t.test('says in the browser what it would do', async (t) => {
    const batch = await run({ action: 'price', per_mille: 100 })
    const { body } = await client.visit(`/staff/goods/bulk/${batch}`)
    t.match(body, '3 products can be set back')
    t.match(body, 'Take it back')
    const nothing = await client.get('/staff/goods/bulk/00000000-0000-4000-8000-000000000001')
    t.match(nothing.json(), { code: 'GOODS_ERR_NO_BATCH' })
  })
})

test('the front page tells how many goods lack facts', async (t) => {
  t.match((await client.visit('/staff')).body, /\d+ products lack facts/)
})

test('every change is in the log, and customers change nothing', async (t) => {
  const { id } = await createGood(app.db)
  const { id: category } = await app.db.category.create({ data: { slug: 'x', name: 'X', position: 99 } })
  const categories = '/staff/goods/categories'
  const batch = '00000000-0000-4000-8000-000000000000'
  const bulk = { action: 'price', per_mille: 10, ids: String(id), batch }
  const changes: [url: string, path: string, body: object, action: string][] = [
    ['/staff/goods/new', '', BREAD, 'goods.create'],
    ['/staff/goods/:id', `/staff/goods/${id}`, { version: 0, price: '9' }, 'goods.edit'],
    [
      '/staff/goods/:id/languages/:language',
      `/staff/goods/${id}/languages/zh-Hans`,
      { version: 1, name: '面包' },
      'goods.translate'
    ],
    ['/staff/goods/:id/copy', `/staff/goods/${id}/copy`, {}, 'goods.create'],
    ['/staff/goods/:id/state', `/staff/goods/${id}/state`, { state: 'unpublished' }, 'goods.unpublish'],
    ['/staff/goods/bulk/run', '', bulk, 'goods.price'],
    [
      '/staff/goods/bulk/:batch/undo',
      `/staff/goods/bulk/${batch}/undo`,
      { ids: String(id), batch: batch.replace(/^0/, '1') },
      'goods.price'
    ],
    [categories, '', { name: 'Tins' }, 'goods.create-category'],
    [
      `${categories}/:category`,
      `${categories}/${category}`,
      { version: 0, name: 'Y' },
      'goods.rename-category'
    ],
    [
      `${categories}/:category/languages/:language`,
      `${categories}/${category}/languages/zh-Hans`,
      { version: 1, name: '丙' },
      'goods.translate-category'
    ],
    [`${categories}/:category/move`, `${categories}/${category}/move`, { way: 'up' }, 'goods.move-category'],
    [`${categories}/:category/remove`, `${categories}/${category}/remove`, {}, 'goods.remove-category']
  ]
  const writing = listRoutes(app).filter(
    ({ blueprint, method, url }) =>
      blueprint === 'goods-staff' && !NOT_HERE.test(url) && !['GET', 'HEAD', 'OPTIONS'].includes(method)
  )
  t.same(writing.map(({ url }) => url).sort(), changes.map(([url]) => url).sort(), 'each is here')
  const customer = await staffClient(app, { role: 'customer' })
  for (const [url, path, body, action] of changes) {
    t.equal((await customer.post(path || url, body)).statusCode, 403, url)
    const before = await app.db.auditEntry.count()
    t.ok((await client.post(path || url, body)).statusCode < 300, url)
    t.match(await app.db.auditEntry.findFirst({ orderBy: { id: 'desc' } }), { action, actor: 'Sofie' }, url)
    t.equal(await app.db.auditEntry.count(), before + 1, url)
  }
  const entry = await app.db.auditEntry.findFirst({ where: { action: 'goods.edit', subjectId: String(id) } })
  t.same(JSON.parse(entry?.changes ?? ''), { price: ['2.50', '9'] })
})

/** The dry run, which changes nothing; pictures have a test of their own. */
const NOT_HERE = /\/bulk$|\/pictures|\/import\//

const BREAD = { name: 'Bread', unit: '500 g', category: 'fruit', price: '3.20' }
