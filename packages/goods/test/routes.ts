import { fileURLToPath } from 'node:url'
import { type BlueprintApp, blueprint, blueprints } from '@larder/blueprint'
import stock from '@larder/stock'
import { countQueries, englishIn, testApp, testAppWith, wholeAnswers } from '@larder/testing'
import { until } from '@larder/until'
import tap, { test } from 'tap'
import goods, { findGoods, newestGoods, searchGoods } from '../src/index.js'
import { createGood, goodsBehave, setStock, shelveThree } from '../src/testing/index.js'
import { localUrls } from './fixtures/local-urls.js'

const staticFiles = fileURLToPath(new URL('fixtures/static', import.meta.url))
const app = await testApp(tap, wholeAnswers, [blueprints, { static: staticFiles }], stock, [
  goods,
  { prefix: '/goods', pageSize: 2 }
])
const client = app.client()
await shelveThree(app.db)

test('the goods, served alone', async (t) => {
  await goodsBehave(t, await testApp(t, wholeAnswers, stock, [goods, { prefix: '/goods' }]))
})

test('a list that is shown again', async (t) => {
  const kept = await testApp(t, wholeAnswers, [blueprints, {}], stock, [
    goods,
    { prefix: '/goods', maxAge: 3_600_000 }
  ])
  const { id } = await createGood(kept.db, { slug: 'plums', name: 'Plums' })
  const client = kept.client()
  t.match((await client.visit('/goods')).body, '>Plums</a>')
  await kept.db.good.update({ where: { id }, data: { name: 'Damsons' } })
  t.match((await client.visit('/goods')).body, '>Plums</a>', 'has what was found before')
  t.match((await client.visit('/goods?sort=price')).body, '>Damsons</a>', 'by what was asked for')
  t.match((await client.visit('/goods/plums')).body, '<h1>Damsons</h1>')
  await kept.db.good.update({ where: { id }, data: { name: 'Sloes' } })
  t.match((await client.visit('/goods/plums')).body, '<h1>Damsons</h1>', 'as its goods’ pages are')
  t.match((await client.get('/goods/plums')).json(), { name: 'Sloes' })
  t.equal((await client.visit('/goods/damsons')).statusCode, 404)
  await createGood(kept.db, { slug: 'damsons', name: 'Damsons' })
  t.equal((await client.visit('/goods/damsons')).statusCode, 200, 'what was not there is not kept')
  await kept.db.good.deleteMany({ where: { slug: 'damsons' } })
  t.match((await client.get('/goods')).json(), { goods: [{ name: 'Sloes' }] }, 'not for programs')
  for (const _time of [1, 2]) t.equal((await client.visit('/goods?page=7')).statusCode, 404)
})

test('GET /goods', async (t) => {
  t.test('shows a page of goods by name, with prices and pictures', async (t) => {
    const { statusCode, headers, body } = await client.visit('/goods')
    t.equal(statusCode, 200)
    t.match(headers['content-type'], 'text/html')
    t.match(body, '3 products, page 1 of 2')
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
    t.match(first.body, '<a href="/goods" aria-current="page" aria-label="Page 1">1</a>')
    t.match(first.body, '<a href="/goods?page=2" aria-label="Page 2">2</a>')
    t.notMatch(first.body, 'rel="prev"')
    const last = await client.visit('/goods?page=2')
    t.match(last.body, 'JP¥899 <small>/ 500 g</small>')
    t.match(last.body, '<a href="/goods" rel="prev">')
    t.notMatch(last.body, '<img', 'a picture that is not there is left out')
    t.notMatch(last.body, 'rel="next"')
    t.match(first.body, '<title>All products</title>')
    t.match(last.body, '<title>All products, page 2</title>')
    const { next } = (await client.get('/goods')).json()
    t.match((await client.get(next)).json(), { page: 2, previous: '/goods', next: null })
    t.equal((await client.get('/goods/get_goods')).json().next, '/goods/get_goods?page=2')
    const byName = await client.visit(`/goods?after=${encodeURIComponent('1 B')}`)
    t.match(byName.body, '<title>All products, from Cherries</title>')
  })

  t.test('is sorted as it is asked for, on all pages', async (t) => {
    const cheap = await createGood(app.db, { slug: 'dates', name: 'Dates', price: 100 })
    for (const [sort, slugs] of [
      ['price', ['dates', 'apples']],
      ['price-desc', ['cherries', 'bread']],
      ['newest', ['dates', 'cherries']]
    ] as const) {
      const { goods, next } = (await client.get(`/goods?sort=${sort}`)).json()
      t.same(
        goods.map(({ slug }: { slug: string }) => slug),
        slugs,
        sort
      )
      t.equal(next, `/goods?sort=${sort}&page=2`)
    }
    const { body } = await client.visit('/goods?category=fruit&sort=price')
    t.match(body, '<a href="/goods?category=fruit&amp;sort=price" aria-current="true">Price</a>')
    t.match(body, '<a href="/goods?category=fruit">Name</a>')
    const found = await client.visit('/goods?q=fruit&in_stock=yes')
    t.match(found.body, '<a href="/goods?q=fruit" rel="nofollow" aria-current="true"')
    t.match(
      found.body,
      /<\/ul>\s*<div class="goods-filters">\s*<details>\s*<summary>Filters<[\s\S]*<\/details>/
    )
    const none = await client.visit('/goods?country=JP&price_from=90000')
    t.match(
      none.body,
      /<a href="\/goods\?price_from=90000"[^>]*>Japan ✕</,
      'can be taken away where nothing is left'
    )
    t.match(none.body, /<a href="\/goods\?country=JP"[^>]*>from €900\.00 ✕</)
    await app.db.good.delete({ where: { id: cheap.id } })
  })

  t.test('keeps category and search while paging', async (t) => {
    const { body } = await client.visit('/goods?q=fruit&category=fruit')
    t.match(body, '2 products<')
    await createGood(app.db, { name: 'Zebra fruit' })
    const paged = await client.visit('/goods?q=fruit&category=fruit')
    t.match(paged.body, 'href="/goods?q=fruit&amp;category=fruit&amp;page=2" rel="next"')
    await app.db.good.deleteMany({ where: { name: 'Zebra fruit' } })
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

test('the number of queries', async (t) => {
  const app = await testApp(t, stock, [goods, { prefix: '/goods' }])
  const client = app.client()
  const wanted: [queries: number, ask: () => Promise<{ statusCode: number }>][] = [
    [3, () => client.visit('/goods?category=fruit')],
    [6, () => client.visit('/goods?q=good&category=fruit')],
    [5, () => client.get('/goods?q=good')],
    [2, () => client.get('/goods')],
    [2, () => client.get('/goods/get_goods')],
    [2, () => client.visit('/goods/plums')],
    [1, () => client.get('/goods/plums')]
  ]
  await createGood(app.db, { slug: 'plums' })
  for (const goods of [1, 11]) {
    await client.get('/goods?q=new')
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

test('in Chinese', async (t) => {
  const languages = { urls: { '': 'en', zh: 'zh-Hans' } }
  const rewriteUrl = ({ url = '/' }) => url.replace(/^\/zh(?=\/)/, '')
  const app = await testAppWith(t, { rewriteUrl }, [blueprints, { languages }], stock, [
    goods,
    { prefix: '/goods', pageSize: 2 }
  ])
  await shelveThree(app.db)
  const { id } = await createGood(app.db, {
    slug: 'ceps',
    name: 'Ceps',
    deposit: 15,
    stock: 2,
    season: 2 ** 8 + 2 ** 9
  })
  const fruit = { language: 'zh-Hans', name: '水果', category: { connect: { slug: 'fruit' } } }
  await app.db.categoryTranslation.create({ data: fruit })
  await app.db.goodFacts.create({ data: { goodId: id, language: 'en', storage: 'Keep it cool.' } })
  await app.db.goodFacts.create({
    data: { goodId: id, language: 'zh-Hans', name: '牛肝菌', unit: '袋', description: '肉质紧实。' }
  })
  await app.db.goodAllergen.create({ data: { goodId: id, allergen: 'milk', traces: true } })
  const client = app.client()

  await t.test('all pages speak it, and name what is not translated', async (t) => {
    const places = ['/zh/goods', '/zh/goods?page=2', '/zh/goods?category=fruit', '/zh/goods?after=1+B']
    for (const place of [...places, '/zh/goods?q=appels', '/zh/goods?q=zzzz', '/zh/goods/ceps']) {
      const { body } = await client.visit(place)
      t.same(englishIn(body), [], place)
      t.match(body, '<html lang="zh-Hans">')
    }
    const { body } = await client.visit('/zh/goods/ceps')
    for (const text of [
      '仅剩 2 件',
      '袋，另付押金 €0.15',
      '九月、十月',
      '<td class="good-text" lang="en">Keep it cool.</td>',
      '乳制品'
    ])
      t.match(body, text)
    t.match((await client.visit('/zh/goods')).body, /class="good-name" lang="en">Apples/)
    for (const [place, title] of [
      ['/zh/goods/ceps', '<title>牛肝菌'],
      ['/zh/goods/apples', '<title lang="en">Apples'],
      ['/zh/goods?category=fruit', '<title>水果']
    ] as const)
      t.match((await client.visit(place)).body, title)
  })

  await t.test('a unit and a description that are not translated are marked as English', async (t) => {
    const goodId_language = { goodId: id, language: 'zh-Hans' }
    const write = (data: { unit: string | null; description: string | null }) =>
      app.db.goodFacts.update({ where: { goodId_language }, data })
    await write({ unit: null, description: null })
    const { body } = await client.visit('/zh/goods/ceps')
    t.match(body, '<p class="good-text" lang="en">')
    t.match(body, '<span lang="en">1 kg</span>')
    t.match((await client.visit('/zh/goods')).body, '<span lang="en">1 kg</span>')
    t.match((await client.get('/zh/goods/ceps')).json(), {
      language: 'zh-Hans',
      unit_language: 'en',
      description_language: 'en'
    })
    await write({ unit: '袋', description: '肉质紧实。' })
    t.match((await client.visit('/zh/goods/ceps')).body, '<p class="good-text">')
  })

  await t.test('its links and suggestions lead to pages in Chinese', async (t) => {
    const pages = ['/zh/goods', '/zh/goods?in_stock=yes&sort=price', '/zh/goods?q=appels']
    for (const place of pages) {
      const urls = localUrls((await client.visit(place)).body).filter((url) => !url.startsWith('/static/'))
      t.same(
        urls.filter((url) => !/^\/zh\/|\.(css|js)/.test(url)),
        [],
        place
      )
    }
    t.match((await client.get('/zh/goods/suggest?q=ceps')).json(), {
      goods: [{ name: '牛肝菌', language: 'zh-Hans', url: '/zh/goods/ceps' }]
    })
    t.same((await client.get(`/zh/goods/suggest?q=${encodeURIComponent('牛肝菌 ce')}`)).json().queries, [
      '牛肝菌 ceps'
    ])
    // Browsers know no decimals of it, ISO 4217 knows two.
    await app.db.good.update({ where: { id }, data: { currency: 'HUF', price: 129_900 } })
    t.match((await client.get('/zh/goods/suggest?q=ceps')).json(), {
      goods: [{ price: 129_900, formatted_price: 'HUF 1,299.00' }]
    })
    t.equal((await client.get('/zh/goods')).json().next, '/zh/goods?page=2')
  })
})

test('mounted elsewhere', async (t) => {
  for (const prefix of ['/at/the/market', '']) {
    t.test(`under "${prefix}" its links lead to its own pages`, async (t) => {
      const app = await testApp(t, stock, [goods, { prefix, pageSize: 1 }])
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
  const app = await testApp(t, [blueprints, { context }], stock, [goods, { prefix: '/goods' }])
  const { body } = await app.client().visit('/goods')
  t.match(body, '<div tabindex="-1" autofocus><p role="status">&lt;Saved&gt;</p>', 'which get the focus')
  t.match(body, '<p role="status">And sent.</p>')
})

test('the app’s templates win over its own', async (t) => {
  const templates = fileURLToPath(new URL('fixtures/templates', import.meta.url))
  const app = await testApp(t, [blueprints, { templates, context: () => ({ visitor: 'Anna' }) }], stock, [
    goods,
    { prefix: '/goods' }
  ])
  await createGood(app.db, { slug: 'plums', name: 'Plums' })
  const { body } = await app.client().visit('/goods/plums')
  t.match(body, '<title>Plums at the app’s</title>')
  t.match(body, 'Good day, Anna.')
  t.match(body, '<link rel="canonical" href="/goods/plums">', 'and learn what search engines should know')
  t.match(body, '<h1>Plums</h1>', 'its own page is within')
})

test('a good that is not published is nowhere', async (t) => {
  const publicUrl = new URL('http://shop.example')
  const app = await testApp(t, [blueprints, { publicUrl }], stock, [goods, { prefix: '/goods' }])
  const { id } = await createGood(app.db, { slug: 'plums', name: 'Plums' })
  const client = app.client()
  const places = ['/goods', '/goods?category=fruit', '/goods?before=end', '/goods?q=plums', '/goods/feed.xml']
  for (const place of places) t.match((await client.visit(place)).body, '/goods/plums', place)
  await app.db.good.update({ where: { id }, data: { published: false } })
  for (const place of places) t.notMatch((await client.visit(place)).body, '/goods/plums', place)
  t.equal((await client.visit('/goods/plums')).statusCode, 404)
  t.same((await client.get('/goods/get_goods')).json().goods, [])
  t.same(await findGoods(app.db, [id]), [])
  t.same(await newestGoods(app.db, 1), [])
  await app.db.good.update({ where: { id }, data: { termsVersion: 0 } })
  t.match(await searchGoods(app.db, { q: 'plums', pageSize: 1 }), { total: 0 }, 'and has no terms')
})

test('a deposit is shown beside the price', async (t) => {
  const app = await testApp(t, blueprints, stock, [goods, { prefix: '/goods' }])
  await createGood(app.db, { slug: 'milk', unit: '1 l bottle', deposit: 15 })
  for (const place of ['/goods', '/goods/milk']) {
    t.match((await app.client().visit(place)).body, '€2.50 <small>/ 1 l bottle, plus €0.15 deposit</small>')
  }
  t.match((await app.client().get('/goods/milk')).json(), { price: 250, deposit: 15 })
})

test('a good that can be ordered beforehand says so where there is none', async (t) => {
  const publicUrl = new URL('http://shop.example')
  const app = await testApp(t, [blueprints, { publicUrl }], stock, [goods, { prefix: '/goods' }])
  const { id } = await createGood(app.db, { slug: 'plums', stock: 0, backorder: true })
  const client = app.client()
  for (const place of ['/goods', '/goods/plums']) {
    const { body } = await client.visit(place)
    t.match(body, 'Can be ordered')
    t.notMatch(body, 'Sold out')
  }
  t.match((await client.get('/goods/plums')).json(), { stock: 0, backorder: true })
  t.match((await newestGoods(app.db, 1))[0], { id })
  await setStock(app.db, id, -2)
  t.match((await client.get('/goods/plums')).json(), { stock: 0 }, 'never below zero')
})

test('a list with more goods than are counted can be narrowed to most of them', async (t) => {
  const app = await testApp(t, wholeAnswers, stock, [goods, { prefix: '/goods' }])
  const { categoryId } = await createGood(app.db, { country: 'IT' })
  const data = Array.from({ length: 1_102 }, (_, place) => {
    const texts = { slug: `many-${place}`, name: 'One of many', unit: '1', description: '' }
    return { ...texts, price: 250, vegan: true, country: 'DE', categoryId }
  })
  await app.db.good.createMany({ data })
  const client = app.client()
  const body = await until(async () => {
    const { body } = await client.visit('/goods')
    return body.includes('goods-filters') && body
  }, 'the choices are counted')
  t.match(body, 'href="/goods?vegan=yes"')
  t.match(body, 'href="/goods?country=DE"')
  t.notMatch(body, 'price_from', 'what leaves all is no choice')
})

test('other features fill its slots', async (t) => {
  const folder = t.testdir({
    templates: {
      'name.eta': '[<%= it.good.name %>]',
      'reviews.eta': '(<%= it.reviews.get(it.good.id) %> reviews)'
    }
  })
  const root = new URL(`file://${folder}/`)
  let asked = 0
  const fill = async (app: BlueprintApp) => {
    for (const place of ['after-price', 'actions', 'end'] as const)
      app.fillSlot(`goods.show.${place}`, { template: 'name' })
    app.fillSlot('goods.card', {
      template: 'reviews',
      async data({ goods }) {
        asked++
        return { reviews: new Map(goods.map(({ id }) => [id, goods.length])) }
      }
    })
  }
  const reviews = blueprint({ name: 'reviews', root, defaults: {} }, fill)
  const app = await testApp(t, stock, [goods, { prefix: '/goods' }], [reviews, { prefix: '/reviews' }])
  const client = app.client()
  await createGood(app.db, { slug: 'plums', name: '<Plums>', stock: 0 })
  await createGood(app.db, { name: 'Pears' })
  const { body } = await client.visit('/goods/plums')
  t.match(body, /<p class="good-price">[\s\S]*?<\/p>\n *\[&lt;Plums&gt;\]/)
  t.match(body, /Sold out<\/p>\s*\[&lt;Plums&gt;\]/)
  t.match(body, /<\/article>\n\[&lt;Plums&gt;\]/)
  t.equal(asked, 0)
  t.equal((await client.visit('/goods')).body.match(/<\/span>\s*\(2 reviews\)/g)?.length, 2)
  t.equal(asked, 1, 'once for all cards')
  t.match((await client.visit('/goods?q=plumz')).body, '(1 reviews)', 'and for what comes nearest')
  await client.get('/goods')
  t.equal(asked, 2, 'and never for programs')
})
