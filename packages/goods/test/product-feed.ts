import { blueprints } from '@larder/blueprint'
import stock from '@larder/stock'
import { countQueries, testApp } from '@larder/testing'
import { SaxesParser } from 'saxes'
import tap, { test } from 'tap'
import goods from '../src/index.js'
import { createGood } from '../src/testing/index.js'

const app = await testApp(tap, [blueprints, { publicUrl: new URL('https://example.com/market') }], stock, [
  goods,
  { prefix: '/goods' }
])
tap.beforeEach(() => app.db.good.deleteMany())

test('GET /goods/feed.xml', async (t) => {
  t.test('tells shopping services of every good', async (t) => {
    const plums = { slug: 'plums', name: 'Plums', description: 'Ripe.', price: 333 }
    const { id } = await createGood(app.db, { ...plums, picture: 'https://pictures.example/plums.jpg' })
    const { headers, statusCode, body } = await app.inject('/goods/feed.xml')
    t.equal(statusCode, 200)
    t.equal(headers['content-type'], 'application/xml; charset=utf-8')
    t.equal(headers['cache-control'], 'public, max-age=3600')
    const { root, items } = readFeed(body)
    t.same(root, { version: '2.0', 'xmlns:g': 'http://base.google.com/ns/1.0' })
    t.same(items, [
      {
        'g:id': String(id),
        'g:title': 'Plums',
        'g:description': 'Ripe.',
        'g:link': 'https://example.com/market/goods/plums',
        'g:image_link': 'https://pictures.example/plums.jpg',
        'g:availability': 'in_stock',
        'g:price': '3.33 EUR',
        'g:condition': 'new',
        'g:product_type': 'All fruit',
        'g:identifier_exists': 'no'
      }
    ])
  })

  t.test('leads to pages in the language of its texts', async (t) => {
    const options = {
      publicUrl: new URL('https://example.com'),
      languages: { urls: { '': 'zh-Hans', en: 'en' } }
    }
    const app = await testApp(t, [blueprints, options], stock, [goods, { prefix: '/goods' }])
    await createGood(app.db, { slug: 'plums' })
    const { body } = await app.inject('/goods/feed.xml')
    t.match(readFeed(body).items, [{ 'g:link': 'https://example.com/en/goods/plums' }])
    t.match(body, '<link>https://example.com/en/goods</link>')
  })

  t.test('names a price as its currency has decimals, and what is sold out', async (t) => {
    await createGood(app.db, { price: 899, currency: 'JPY', stock: 0 })
    await createGood(app.db, { price: 899, currency: 'KWD' })
    await createGood(app.db, { name: 'no currency', currency: 'QQQ' })
    const { items } = readFeed((await app.inject('/goods/feed.xml')).body)
    t.match(items, [
      { 'g:price': '899 JPY', 'g:availability': 'out_of_stock' },
      { 'g:price': '0.899 KWD', 'g:availability': 'in_stock' }
    ])
    t.equal(items.length, 2)
  })

  t.test('leaves out a picture that is not there or that is a drawing', async (t) => {
    for (const picture of [null, 'lost.jpg', 'https://pictures.example/plums.svg'])
      await createGood(app.db, { picture })
    const { items } = readFeed((await app.inject('/goods/feed.xml')).body)
    t.equal(items.length, 3)
    for (const item of items) t.notOk('g:image_link' in item)
  })

  t.test('is well-formed whatever a good is called', async (t) => {
    const name = `<b>"Plums" & 'pears'</b> ]]> 梅 🍑`
    await createGood(app.db, {
      slug: `a&b'<"`,
      name: `${name}\u0001\u001f\u000b\ufffe`,
      description: `\u0000\ttab`.slice(1)
    })
    await createGood(app.db, { name: 'long', description: '🍑'.repeat(5_001) })
    const { items } = readFeed((await app.inject('/goods/feed.xml')).body)
    t.match(items[0], {
      'g:title': name,
      'g:description': '\ttab',
      'g:link': "https://example.com/market/goods/a%26b'%3C%22"
    })
    t.equal(items[1]?.['g:description'], '🍑'.repeat(5_000))
  })

  t.test('is read in parts, and has each good once', async (t) => {
    const { categoryId } = await createGood(app.db)
    const one = { name: 'Good', unit: '1 kg', price: 100, description: '', categoryId }
    await app.db.good.createMany({
      data: Array.from({ length: 1_100 }, (_, place) => ({ ...one, slug: `many-${place}` }))
    })
    const { items } = readFeed((await app.inject('/goods/feed.xml')).body)
    t.equal(new Set(items.map((item) => item['g:id'])).size, 1_101)
    t.equal(items.length, 1_101)
    t.equal(items[1]?.['g:description'], 'Good', 'what is not described is named')
  })

  t.test('answers HEAD alike, without a body and without reading a good', async (t) => {
    await createGood(app.db)
    const feed = (method: 'GET' | 'HEAD') => app.inject({ method, url: '/goods/feed.xml' })
    const { date: _, 'transfer-encoding': chunked, ...headers } = (await feed('GET')).headers
    t.equal(chunked, 'chunked')
    t.equal(
      await countQueries(async () => {
        const head = await feed('HEAD')
        t.match(head, { statusCode: 200, body: '', headers })
        t.notOk('content-length' in head.headers)
      }),
      0
    )
  })
})

test('an app that does not know how it is reached has no feed', async (t) => {
  const app = await testApp(t, stock, [goods, { prefix: '/goods' }])
  const response = await app.inject('/goods/feed.xml')
  t.equal(response.statusCode, 500)
  t.equal(response.json().code, 'BLUEPRINT_ERR_NO_ORIGIN')
})

type Item = Record<string, string>

/** The items of a feed by a parser that refuses what is not well-formed. */
function readFeed(xml: string): { root: Item; items: Item[] } {
  const parser = new SaxesParser()
  let root: Item = {}
  let text = ''
  const items: Item[] = []
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ name, attributes }) => {
    if (name === 'rss') root = attributes
    if (name === 'item') items.push({})
    text = ''
  })
  parser.on('text', (more) => {
    text += more
  })
  parser.on('closetag', ({ name }) => {
    const item = items.at(-1)
    if (item && name.startsWith('g:')) item[name] = text
  })
  parser.write(xml).close()
  return { root, items }
}
