import { createGood } from '@larder/goods/testing'
import { createReview } from '@larder/reviews/testing'
import { countQueries, type TestApp, testApp } from '@larder/testing'
import { createUser } from '@larder/users/testing'
import tap, { test } from 'tap'
import shop from '../src/app.js'
import { stockShelf } from './fixtures/shelf.js'

const app = await testApp(tap, [shop, { publicUrl: new URL('https://shop.example') }])
await stockShelf(app)
const SITE = 'https://shop.example'
const LEGAL = ['imprint', 'terms', 'privacy', 'withdrawal', 'accessibility']

/** Each kind of page: where it is to be found, and what it is about. What has no address is not to be indexed. */
const PAGES: [url: string, canonical: string | undefined, types: string[]][] = [
  ['/', '/', ['Organization']],
  ['/?utm_source=mail', '/', ['Organization']],
  ['/goods', '/goods', []],
  ['/goods?category=fruit', '/goods?category=fruit', ['BreadcrumbList']],
  ['/goods/elstar-apples', '/goods/elstar-apples', ['Product', 'BreadcrumbList']],
  ['/goods?q=apple', undefined, []],
  ['/goods?category=nothing', undefined, []],
  ['/goods/nothing', undefined, []],
  ['/carts', undefined, []],
  ['/delivery', '/delivery', []],
  ['/users/login', undefined, []],
  ['/users/register', undefined, []],
  ['/users/forgot', undefined, []],
  ['/nowhere', undefined, []]
]

test('the head of a page', async (t) => {
  const titles = new Map<string, string | undefined>()
  for (const [url, canonical, types] of PAGES) {
    await t.test(url, async (t) => {
      const { head, meta, data } = await headOf(app, url)
      t.equal(meta('robots'), canonical ? undefined : 'noindex')
      t.equal(/<link rel="canonical" href="([^"]*)"/.exec(head)?.[1], canonical && SITE + canonical)
      t.equal(meta('og:url'), canonical && SITE + canonical)
      t.equal(meta('description') !== undefined, canonical !== undefined, 'a description of what is indexed')
      t.same(
        data.map((item) => item['@type']),
        types
      )
      const title = /<title>(.*)<\/title>/.exec(head)?.[1]
      t.match(title, / · Larder$/)
      t.equal(`${meta('og:title')} · Larder`, title)
      t.match(meta('og:image'), /^https:\/\/shop\.example\/static\/share\.png\?v=/)
      if (canonical) titles.set(canonical, title)
    })
  }
  t.equal(new Set(titles.values()).size, titles.size, 'no two have one title')
})

test('a good with reviews tells search engines their average', async (t) => {
  const { id: goodId, slug } = await createGood(app.db)
  t.teardown(() => app.db.good.delete({ where: { id: goodId } }))
  for (const stars of [5, 4, 4]) {
    await createReview(app.db, { goodId, userId: (await createUser(app.db)).id, stars })
  }
  const [product] = (await headOf(app, `/goods/${slug}`)).data
  t.match(product, {
    '@type': 'Product',
    aggregateRating: { '@type': 'AggregateRating', ratingValue: 4.3, reviewCount: 3 }
  })
})

test('a good tells search engines what it is, what it costs and whether it is there', async (t) => {
  const [product, trail] = (await headOf(app, '/goods/elstar-apples')).data
  t.match(product, {
    name: 'Elstar apples',
    description: 'From the orchard.',
    image: /^https:\/\/shop\.example\/pictures\/[0-9a-f]{64}\.svg$/,
    offers: {
      '@type': 'Offer',
      url: `${SITE}/goods/elstar-apples`,
      price: '3.49',
      priceCurrency: 'EUR',
      availability: 'https://schema.org/InStock'
    }
  })
  t.match(trail?.itemListElement, [
    { position: 1, name: 'All products', item: `${SITE}/goods` },
    { position: 2, name: 'Fruit', item: `${SITE}/goods?category=fruit` },
    { position: 3, name: 'Elstar apples', item: `${SITE}/goods/elstar-apples` }
  ])
  const [gone] = (await headOf(app, '/goods/quinces')).data
  t.match(gone?.offers, { availability: 'https://schema.org/OutOfStock' })
  t.equal(gone?.image, undefined)
  const { id } = await createGood(app.db, { slug: 'medlars', stock: 0, backorder: true })
  t.teardown(() => app.db.good.delete({ where: { id } }))
  const [ordered] = (await headOf(app, '/goods/medlars')).data
  t.match(ordered?.offers, { availability: 'https://schema.org/BackOrder' })
})

test('no text of a good ends the data about it', async (t) => {
  const description = '</script><script>alert(1)</script><!--'
  const { categoryId } = await app.db.good.findFirstOrThrow()
  const plums = {
    slug: 'plums',
    unit: '1 kg',
    price: 100,
    picture: 'https://pictures.example/plums.jpg'
  }
  await app.db.good.create({ data: { ...plums, name: description, description, categoryId } })
  t.teardown(() => app.db.good.deleteMany({ where: { slug: 'plums' } }))
  const { head, meta, data } = await headOf(app, '/goods/plums')
  const scripts = [...head.matchAll(/<script.*?>/g)].map(([tag]) => tag)
  for (const tag of scripts) t.match(tag, /^<script type="(module" src="[^"]+|application\/ld\+json)">$/)
  t.equal(data[0]?.description, description)
  t.equal(meta('og:image'), plums.picture, 'a photograph is shown beside a link')
})

test('GET /robots.txt', async (t) => {
  const { statusCode, headers, body } = await app.inject('/robots.txt')
  t.equal(statusCode, 200)
  t.equal(headers['content-type'], 'text/plain; charset=utf-8')
  t.equal(body, `User-agent: *\nDisallow:\n\nSitemap: ${SITE}/sitemap.xml\n`)
})

test('GET /sitemap.xml', async (t) => {
  t.test('has every page that is to be indexed', async (t) => {
    const { statusCode, headers, body } = await app.inject('/sitemap.xml')
    t.equal(statusCode, 200)
    t.equal(headers['content-type'], 'application/xml; charset=utf-8')
    t.match(
      body,
      /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<urlset xmlns="http:\/\/www\.sitemaps\.org\/schemas\/sitemap\/0\.9" /
    )
    t.match(body, /<\/urlset>\n$/)
    t.same(locationsOf(body), [
      `${SITE}/`,
      `${SITE}/goods`,
      `${SITE}/delivery`,
      `${SITE}/goods?category=fruit`,
      ...LEGAL.map((name) => `${SITE}/pages/${name}`),
      ...['elstar-apples', 'bananas', 'quinces', 'chanterelles'].map((slug) => `${SITE}/goods/${slug}`)
    ])
  })

  t.test('has each page in every language, with its counterparts', async (t) => {
    const app = await testApp(t, [shop, { publicUrl: new URL(SITE), languages: ['en', 'zh-Hans'] }])
    await createGood(app.db, { slug: 'plums', updatedAt: new Date('2026-07-01T12:00:00Z') })
    const { body } = await app.inject('/sitemap.xml')
    const links = [
      ['en', `${SITE}/goods/plums`],
      ['zh-Hans', `${SITE}/zh/goods/plums`],
      ['x-default', `${SITE}/goods/plums`]
    ].map(([language, url]) => `<xhtml:link rel="alternate" hreflang="${language}" href="${url}"/>`)
    for (const url of [`${SITE}/goods/plums`, `${SITE}/zh/goods/plums`])
      t.match(body, `<url><loc>${url}</loc><lastmod>2026-07-01</lastmod>${links.join('')}</url>`)
  })

  t.test('answers HEAD alike, without a body and without reading the goods', async (t) => {
    const { date: _, 'transfer-encoding': chunked, ...headers } = (await app.inject('/sitemap.xml')).headers
    t.equal(chunked, 'chunked')
    const ask = async () =>
      t.match(await app.inject({ method: 'HEAD', url: '/sitemap.xml' }), {
        statusCode: 200,
        body: '',
        headers
      })
    t.equal(await countQueries(ask), 1, 'the number of parts')
  })

  t.test('of a large shop is a list of parts', async (t) => {
    const { id, ...good } = await app.db.good.findFirstOrThrow()
    const more = Array.from({ length: 2_001 }, (_, place) => ({
      ...good,
      id: 40_000 + place,
      slug: `many-${place}`
    }))
    await app.db.good.createMany({ data: more })
    t.teardown(() => app.db.good.deleteMany({ where: { id: { gte: 40_000 } } }))
    const index = (await app.inject('/sitemap.xml')).body
    t.match(index, '<sitemapindex ')
    t.same(locationsOf(index), [`${SITE}/sitemap.xml?part=1`, `${SITE}/sitemap.xml?part=2`])
    const parts = await Promise.all([1, 2].map((part) => app.inject(`/sitemap.xml?part=${part}`)))
    const found = parts.map(({ body }) => locationsOf(body))
    t.equal(found[0]?.length, 4 + LEGAL.length + 4 + 1)
    t.equal(found[1]?.length, 2_000)
    t.equal(new Set(found.flat()).size, 2_009 + LEGAL.length)
    t.equal((await app.inject('/sitemap.xml?part=3')).statusCode, 404)
  })
})

test('icons are where browsers look for them', async (t) => {
  for (const [url, type] of [
    ['/favicon.ico', 'image/x-icon'],
    ['/apple-touch-icon.png', 'image/png']
  ] as const) {
    const { statusCode, headers } = await app.inject(url)
    t.equal(statusCode, 200)
    t.equal(headers['content-type'], type)
    t.match(headers['cache-control'], 'public')
  }
})

test('a shop without a public URL is where it was asked for', async (t) => {
  const app = await testApp(t, shop)
  const headers = { host: 'market.example:8080', accept: 'text/html' }
  t.match(
    (await app.inject({ url: '/', headers })).body,
    '<link rel="canonical" href="http://market.example:8080/">'
  )
  t.match((await app.inject({ url: '/robots.txt', headers })).body, 'http://market.example:8080/sitemap.xml')
})

test('a shop below a path', async (t) => {
  const app = await testApp(t, [shop, { publicUrl: new URL('https://example.com/shop') }])
  t.match((await app.inject('/sitemap.xml')).body, '<loc>https://example.com/shop/goods</loc>')
  t.match((await app.client().visit('/')).body, 'href="https://example.com/shop/"')
})

async function headOf(app: TestApp, url: string) {
  const { body } = await app.client().visit(url)
  const [head = ''] = body.split('</head>')
  const [, json] = /<script type="application\/ld\+json">(.*)<\/script>/.exec(head) ?? []
  const graph: { '@graph': Record<string, unknown>[] } = json ? JSON.parse(json) : { '@graph': [] }
  const meta = (name: string) =>
    new RegExp(`<meta (?:name|property)="${name}" content="([^"]*)">`).exec(head)?.[1]
  return { head, meta, data: graph['@graph'] }
}

function locationsOf(xml: string): string[] {
  return [...xml.matchAll(/<loc>([^<]*)<\/loc>/g)].map(([, url = '']) => url.replaceAll('&amp;', '&'))
}
