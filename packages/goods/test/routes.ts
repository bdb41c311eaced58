import { fileURLToPath } from 'node:url'
import { blueprints } from '@larder/blueprint'
import { countQueries, testApp } from '@larder/testing'
import tap, { test } from 'tap'
import goods from '../src/index.js'
import { createGood } from './fixtures/create-good.js'
import { localUrls } from './fixtures/local-urls.js'

const staticFiles = fileURLToPath(new URL('fixtures/static', import.meta.url))
const app = await testApp(
  tap,
  [blueprints, { static: staticFiles }],
  [goods, { prefix: '/goods', pageSize: 2 }]
)
const client = app.client()
const apples = await createGood(app.db, {
  slug: 'apples',
  name: 'Apples',
  picture: 'red apples.svg',
  stock: 3
})
await createGood(app.db, { slug: 'bread', name: `<b>Bread</b> & "co"`, category: 'bakery', stock: 0 })
await createGood(app.db, {
  slug: 'cherries',
  name: 'Cherries',
  price: 899,
  unit: '500 g',
  currency: 'JPY',
  picture: 'lost.svg'
})

const SUMMARY = ['id', 'slug', 'name', 'unit', 'price', 'currency', 'stock', 'picture']

test('GET /goods', async (t) => {
  t.test('shows a page of goods by name, with prices and pictures', async (t) => {
    const { statusCode, headers, body } = await client.visit('/goods')
    t.equal(statusCode, 200)
    t.match(headers['content-type'], 'text/html')
    t.match(body, '3 goods, page 1 of 2')
    t.match(body, 'href="/goods/apples"')
    t.match(body, '€2.50 <small>/ 1 kg</small>')
    const [, picture = ''] = /<img src="([^"]*)"/.exec(body) ?? []
    t.match(picture, /^\/static\/pictures\/red%20apples\.svg\?v=\w+$/)
    t.match((await client.visit(picture)).headers['content-type'], 'image/svg+xml')
    t.match(body, 'Only 3 left')
    t.match(body, 'Sold out')
    t.notMatch(body, 'cherries')
  })

  t.test('leads from the first page to the last and back', async (t) => {
    const first = await client.visit('/goods')
    t.match(first.body, '<a href="/goods?page=2" rel="next">')
    t.notMatch(first.body, 'rel="prev"')
    const last = await client.visit('/goods?page=2')
    t.match(last.body, 'JP¥899 <small>/ 500 g</small>')
    t.match(last.body, '<a href="/goods" rel="prev">')
    t.notMatch(last.body, '<img', 'a picture that is not there is left out')
    t.notMatch(last.body, 'rel="next"')
    const beyond = await client.visit('/goods?page=9')
    t.equal(beyond.statusCode, 200)
    t.match(beyond.body, 'Nothing here.')
    t.match(beyond.body, '<a href="/goods?page=2" rel="prev">')
  })

  t.test('keeps category and search while paging', async (t) => {
    const { body } = await client.visit('/goods?q=e&category=fruit')
    t.match(body, '2 goods<')
    await createGood(app.db, { name: 'Zebra fruit' })
    const paged = await client.visit('/goods?q=e&category=fruit')
    t.match(paged.body, 'href="/goods?q=e&amp;category=fruit&amp;page=2" rel="next"')
    await app.db.good.deleteMany({ where: { name: 'Zebra fruit' } })
  })

  t.test('shows one category, and says so', async (t) => {
    const { body } = await client.visit('/goods?category=bakery')
    t.match(body, '<h1>All bakery</h1>')
    t.match(body, 'One good<')
    t.match(body, '<a href="/goods?category=bakery" aria-current="page">')
    t.match(body, '<a href="/goods">All</a>')
  })

  t.test('has nothing in a category that is not there', async (t) => {
    const { statusCode, body } = await client.visit('/goods?category=nothing')
    t.equal(statusCode, 200)
    t.match(body, 'Nothing here.')
    t.notMatch(body, 'aria-current')
    t.match(body, '<h1>No such category</h1>')
    t.match((await client.get('/goods?category=nothing')).json(), { goods: [], total: 0, pages: 1 })
  })

  t.test('searches by a part of the name', async (t) => {
    t.match((await client.visit('/goods?q=APPL')).body, 'One good<')
    t.match((await client.visit('/goods?q=%25')).body, 'Nothing here.')
    t.match((await client.visit('/goods?q=')).body, '<h1>All goods</h1>')
  })

  t.test('shows markup as text', async (t) => {
    const { body } = await client.visit('/goods')
    t.match(body, '&lt;b&gt;Bread&lt;/b&gt; &amp; &quot;co&quot;')
    const markup = `"><script>alert('1')</script>`
    const found = await client.visit(
      `/goods?q=${encodeURIComponent(markup)}&category=${encodeURIComponent(markup)}`
    )
    t.equal(found.statusCode, 200)
    t.match(found.body, '&lt;script&gt;')
    t.notMatch(found.body, '<script>')
  })

  t.test('refuses with a clear 400 what it cannot look for', async (t) => {
    for (const query of [
      'page=0',
      'page=-1',
      'page=1.5',
      'page=abc',
      'page=1e999',
      'page=-1e999',
      'page=99999999999999999999',
      'q=%00',
      `q=${'a'.repeat(1_000)}`,
      'q=a&q=b',
      'category=%00',
      `category=${'a'.repeat(65)}`
    ]) {
      for (const url of [`/goods?${query}`, `/goods/get_goods?${query}`]) {
        const response = await client.get(url)
        t.equal(response.statusCode, 400, url.slice(0, 50))
        t.match(response.json().message, /querystring\/(page|q|category)/)
        t.equal((await client.visit(url)).statusCode, 400)
      }
    }
  })

  t.test('answers JSON to whoever prefers it', async (t) => {
    const { headers, ...response } = await client.get('/goods?category=fruit')
    t.match(headers['content-type'], 'application/json')
    const { goods, ...page } = response.json()
    t.same(page, { total: 2, page: 1, pages: 1 })
    t.same(goods.map(Object.keys), [SUMMARY, SUMMARY])
    t.match(goods[0], {
      id: apples.id,
      slug: 'apples',
      price: 250,
      currency: 'EUR',
      picture: 'red apples.svg'
    })
    t.match(goods[1], { slug: 'cherries', price: 899, currency: 'JPY', picture: 'lost.svg' })
  })

  t.test('goes by what the client accepts', async (t) => {
    for (const [accept, type] of [
      ['text/html', 'text/html'],
      ['text/html;q=0.5, application/json', 'application/json'],
      ['*/*', 'text/html'],
      ['image/png', 'application/json']
    ] as const) {
      const response = await client.request({ url: '/goods', headers: { accept } })
      t.equal(response.statusCode, 200)
      t.match(response.headers['content-type'], type, accept)
    }
  })
})

test('GET /goods/get_goods answers JSON to everybody', async (t) => {
  for (const response of [
    await client.visit('/goods/get_goods?q=appl'),
    await client.get('/goods/get_goods?q=appl')
  ]) {
    t.equal(response.statusCode, 200)
    t.match(response.headers['content-type'], 'application/json')
    t.match(response.json(), { goods: [{ slug: 'apples' }], total: 1, page: 1, pages: 1 })
  }
})

test('GET /goods/:slug', async (t) => {
  t.test('shows the good', async (t) => {
    const { statusCode, body } = await client.visit('/goods/apples')
    t.equal(statusCode, 200)
    t.match(body, '<h1>Apples</h1>')
    t.match(body, '<a href="/goods?category=fruit">All fruit</a>')
    t.match(body, 'Only 3 left')
    t.match(
      (await client.visit('/goods/bread')).body,
      '<h1>&lt;b&gt;Bread&lt;/b&gt; &amp; &quot;co&quot;</h1>'
    )
    t.match((await client.visit('/goods/bread')).body, 'Sold out')
  })

  t.test('answers JSON with the description and the category', async (t) => {
    const good = (await client.get('/goods/apples')).json()
    t.same(Object.keys(good), [...SUMMARY, 'description', 'category'])
    t.same(good.category, { slug: 'fruit', name: 'All fruit' })
  })

  t.test('answers 404 where there is no such good', async (t) => {
    for (const slug of ['nothing', 'APPLES', 'apples%20', '%25', '..%2fapples', `it's`]) {
      const response = await client.get(`/goods/${slug}`)
      t.equal(response.statusCode, 404, slug)
      t.equal(response.json().code, 'GOODS_ERR_NOT_FOUND')
      t.equal((await client.visit(`/goods/${slug}`)).statusCode, 404)
    }
  })

  t.test('answers a clear 4xx where there can be none', async (t) => {
    for (const slug of ['%00', '%', '%zz', '%c0%80', 'a'.repeat(90), 'a'.repeat(1_000)]) {
      const { statusCode } = await client.get(`/goods/${slug}`)
      t.ok([400, 404, 414].includes(statusCode), `${slug.slice(0, 10)} ${statusCode}`)
    }
  })
})

test('the number of queries', async (t) => {
  const app = await testApp(t, [goods, { prefix: '/goods' }])
  const client = app.client()
  const wanted: [queries: number, ask: () => Promise<{ statusCode: number }>][] = [
    [3, () => client.visit('/goods?q=o&category=fruit')],
    [2, () => client.get('/goods')],
    [2, () => client.get('/goods/get_goods')],
    [1, () => client.visit('/goods/plums')],
    [1, () => client.get('/goods/plums')]
  ]
  await createGood(app.db, { slug: 'plums' })
  for (const goods of [1, 11]) {
    for (const [queries, ask] of wanted) {
      t.equal(
        await countQueries(async () => t.equal((await ask()).statusCode, 200)),
        queries,
        `${goods}: ${ask}`
      )
    }
    for (let count = 0; count < 10; count++) await createGood(app.db)
  }
})

test('mounted elsewhere', async (t) => {
  for (const prefix of ['/at/the/market', '']) {
    t.test(`under "${prefix}" its links lead to its own pages`, async (t) => {
      const app = await testApp(t, [goods, { prefix, pageSize: 1 }])
      const client = app.client()
      await createGood(app.db, { slug: 'plums', name: 'Plums' })
      await createGood(app.db, { slug: 'pears', name: 'Pears' })
      const visited = new Set([prefix || '/'])
      for (const url of visited) {
        const response = await client.visit(url)
        t.equal(response.statusCode, 200, url)
        t.ok(url.startsWith(prefix), url)
        for (const found of localUrls(response.body)) visited.add(found)
      }
      t.ok(visited.has(`${prefix}/plums`), 'a good on the second page was reached')
      t.ok([...visited].some((url) => /\.css(\?|$)/.test(url)))
      t.ok(visited.size >= 7)
    })
  }
})

test('its own layout shows the sentences kept for the visitor', async (t) => {
  const context = () => ({ flashes: ['<Saved>', 'And sent.'] })
  const app = await testApp(t, [blueprints, { context }], [goods, { prefix: '/goods' }])
  const { body } = await app.client().visit('/goods')
  t.match(body, '<p role="status">&lt;Saved&gt;</p>')
  t.match(body, '<p role="status">And sent.</p>')
})

test('the app’s templates win over its own', async (t) => {
  const templates = fileURLToPath(new URL('fixtures/templates', import.meta.url))
  const app = await testApp(
    t,
    [blueprints, { templates, context: () => ({ visitor: 'Anna' }) }],
    [goods, { prefix: '/goods' }]
  )
  const { id } = await createGood(app.db, { slug: 'plums', name: 'Plums' })
  await createGood(app.db, { slug: 'gone', stock: 0 })
  const { body } = await app.client().visit('/goods/plums')
  t.match(body, '<title>Plums at the app’s</title>')
  t.match(body, 'Good day, Anna.')
  t.match(body, `<button>Buy ${id}</button>`)
  t.match(body, '<h1>Plums</h1>', 'its own page is within')
  t.notMatch((await app.client().visit('/goods/gone')).body, '<button>Buy')
})
