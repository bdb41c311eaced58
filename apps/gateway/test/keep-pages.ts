import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { createOrder, draftLine } from '@larder/orders/testing'
import { testApp } from '@larder/testing'
import { signUp } from '@larder/users/testing'
import type { FastifyInstance } from 'fastify'
import { test } from 'tap'
import shop from '../src/app.js'
import { KeptPages } from '../src/shop/requests/kept-pages.js'
import { stockShelf } from './fixtures/shelf.js'

const HTML = { accept: 'text/html' }

test('a shop that keeps its pages', async (t) => {
  const app = await testApp(t, [shop, { pageAge: 3_600_000, languages: ['en', 'zh-Hans'] }])
  await stockShelf(app)
  const ask = (url: string, headers: Record<string, string> = {}) =>
    app.inject({ url, headers: { ...HTML, ...headers } })
  const rename = (name: string) => app.db.good.update({ where: { slug: 'bananas' }, data: { name } })
  const { name: former } = await app.db.good.findUniqueOrThrow({ where: { slug: 'bananas' } })

  t.test('shows a page again to visitors without a session', async (t) => {
    const first = await ask('/goods/bananas')
    await rename('Plantains')
    t.teardown(() => rename(former))
    const again = await ask('/goods/bananas')
    t.equal(again.body, first.body)
    const { date: _then, ...headers } = first.headers
    t.match(again.headers, headers)

    t.test('as they read it', async (t) => {
      const other = await ask('/goods/bananas', { 'accept-encoding': 'br' })
      t.match(other.headers, { 'content-encoding': 'br', etag: /^W/ })
      t.match((await ask('/goods/bananas?x')).body, 'value="/goods/bananas?x"', 'by its whole URL')
      t.match((await ask('/goods/bananas', { accept: 'application/json' })).json(), { name: 'Plantains' })
      t.match(
        (await ask('/goods/bananas', { host: 'other.example' })).body,
        'http://other.example/goods/bananas'
      )
      t.match((await ask('/zh/goods/bananas')).body, 'lang="zh-Hans"')
      t.match((await ask('/goods/bananas', { 'accept-language': 'zh' })).body, 'href="/zh/goods/bananas"')
      t.match((await ask('/goods/bananas', { cookie: 'language=zh-Hans' })).body, 'href="/zh/goods/bananas"')
    })

    t.test('and 304 to who has it', async (t) => {
      const held = await ask('/goods/bananas', { 'if-none-match': `${first.headers.etag}` })
      t.match(held, { statusCode: 304, body: '' })
      t.match((await ask('/goods/bananas', { 'if-none-match': '"another"' })).statusCode, 200)
    })
  })

  t.test('makes it anew for who has one', async (t) => {
    const guest = app.client()
    await guest.visit('/goods/bananas')
    const { id } = await app.db.good.findUniqueOrThrow({ where: { slug: 'bananas' } })
    await guest.post('/carts/lines', { good: id })
    t.match((await guest.visit('/goods/bananas')).body, 'site-cart-sum')
    t.notMatch((await ask('/goods/bananas')).body, 'site-cart-sum')
  })

  t.test(
    'shows lists and the front page with what was found before, and each visitor their own',
    async (t) => {
      const { id } = await app.db.good.findUniqueOrThrow({ where: { slug: 'bananas' } })
      const { client: customer, id: userId } = await signUp(app)
      await createOrder(app, { userId, lines: [draftLine({ goodId: id, quantity: 1 })] })
      const guests = await Promise.all(
        [2, 5].map(async (quantity) => {
          const guest = app.client()
          await guest.visit('/goods/bananas')
          await guest.post('/carts/lines', { good: id, quantity })
          return { guest, quantity }
        })
      )
      for (const url of ['/goods', '/']) {
        await guests[0]?.guest.visit(url)
        await rename('Plantains')
        for (const { guest, quantity } of guests) {
          const { body } = await guest.visit(url)
          t.match(body, `>${former}</a>`)
          t.match(body, `name="quantity" value="${quantity - 1}"`)
          t.notMatch(body, 'Order again')
        }
        await rename(former)
      }
      t.match((await customer.visit('/')).body, 'Order again')
      t.notMatch((await guests[0]?.guest.visit('/'))?.body, 'Order again')
    }
  )

  t.test('keeps no page of a session, however its cookie is written', async (t) => {
    const { id } = await app.db.good.findUniqueOrThrow({ where: { slug: 'bananas' } })
    const added = await app.inject({ method: 'POST', url: '/carts/lines', payload: { good: id } })
    const cookie = added.cookies.map(({ name, value }) => `${name} =${value}`).join('; ')
    t.match((await ask('/goods/bananas?own', { cookie })).body, 'site-cart-sum')
    t.notMatch((await ask('/goods/bananas?own')).body, 'site-cart-sum')
  })

  t.test('keeps no error, and no redirect', async (t) => {
    t.equal((await ask('/goods/plantains')).statusCode, 404)
    await app.db.good.update({ where: { slug: 'bananas' }, data: { slug: 'plantains' } })
    t.teardown(() => app.db.good.update({ where: { slug: 'plantains' }, data: { slug: 'bananas' } }))
    t.equal((await ask('/goods/plantains')).statusCode, 200)
    t.equal((await ask('/', { 'accept-language': 'zh' })).headers.location, '/zh/')
    t.equal((await ask('/')).statusCode, 200)
  })

  t.test('shows what its owner sets as soon as it knows', async (t) => {
    t.notMatch((await ask('/')).body, 'Closed today')
    const value = JSON.stringify({ notice: 'Closed today' })
    await app.db.setting.create({ data: { name: 'shop', value } })
    await app.settings.load()
    t.match((await ask('/')).body, 'Closed today')
  })
})

test('a shop that keeps its files', async (t) => {
  const files = { 'small.txt': 'the first', 'packed.txt': 'plain', 'large.txt': 'x'.repeat(70_000) }
  const packed = { 'packed.txt.br': brotliCompressSync('plain'), 'packed.txt.gz': gzipSync('plain') }
  const folder = t.testdir({ static: { ...files, ...packed } })
  const app = await testApp(t, [shop, { pageAge: 3_600_000, own: { features: versions, folder } }])
  const ask = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers })
  const url = app.assetUrl('small.txt')
  const { headers } = await ask(url)
  await ask('/static/large.txt')
  for (const name of ['small.txt', 'large.txt'])
    writeFileSync(path.join(folder, 'static', name), 'the second')

  t.test('shows a small one again, with its headers, to everybody', async (t) => {
    const again = await ask(url, { cookie: 'session=any' })
    t.equal(again.body, 'the first')
    const { date: _then, 'x-request-id': _id, ...same } = headers
    t.match(again.headers, { ...same, 'cache-control': 'public, max-age=31536000, immutable' })
    t.equal(again.headers.vary, 'accept-encoding')
  })

  t.test('and 304 to who has it, as the file itself does', async (t) => {
    const tag = String(headers.etag)
    for (const had of [tag, tag.replace('W/', '')]) {
      const { statusCode, body, headers } = await ask(url, { 'if-none-match': had })
      t.same([statusCode, body, headers['content-length']], [304, '', undefined])
    }
    t.equal((await ask(url, { 'if-match': '"another"' })).statusCode, 412)
    const since = new Date(Date.now() + 60_000).toUTCString()
    t.equal((await ask(url, { 'if-modified-since': since })).statusCode, 304)
  })

  t.test('but no 304 of what has a version of its own', async (t) => {
    for (const method of ['GET', 'POST'] as const) {
      const { body } = await app.inject({ method, url: '/version', headers: { 'if-none-match': '"1"' } })
      t.equal(body, '{"stock":4}')
    }
  })

  t.test('keeps none by a query of anybody', async (t) => {
    t.equal((await ask('/static/packed.txt?1')).body, 'plain')
    writeFileSync(path.join(folder, 'static/packed.txt'), 'plane')
    t.equal((await ask('/static/packed.txt?1')).body, 'plane')
  })

  t.test('in a form that its reader reads', async (t) => {
    const encodingOf = async (accepted: string) =>
      (await ask('/static/packed.txt', { 'accept-encoding': accepted })).headers['content-encoding']
    t.equal(await encodingOf('gzip;q=1, br;q=0.5'), 'gzip')
    t.equal(await encodingOf('br'), 'br')
    t.equal(await encodingOf('gzip'), 'gzip')
    t.equal(await encodingOf('identity'), undefined)
  })

  t.test('reads it for who wants a part', async (t) => {
    t.match(await ask(url, { range: 'bytes=4-' }), { statusCode: 206, body: 'second' })
  })

  t.test('reads it by another address, and a large one', async (t) => {
    t.equal((await ask('/static/small.txt?v=another')).body, 'the second')
    t.equal((await ask('/static/large.txt')).body, 'the second')
  })
})

test('kept pages', async (t) => {
  let now = 0
  const pages = new KeptPages(1_000, () => now)
  const body = Buffer.from('page')

  t.test('are made anew by one visitor, while others are shown them', async (t) => {
    pages.keep('/', {}, body)
    now = 999
    t.match(pages.find('/'), { body })
    now = 1_500
    t.equal(pages.find('/'), undefined)
    t.match(pages.find('/'), { body })
    now = 2_001
    t.equal(pages.find('/'), undefined, 'whoever makes it is too late')
    pages.keep('/', {}, body)
    t.match(pages.find('/'), { body })
  })

  t.test('leave when there is no room', async (t) => {
    for (let page = 0; page < 3; page++) pages.keep(`/${page}`, {}, Buffer.alloc(900_000))
    t.equal(pages.find('/0'), undefined)
    t.ok(pages.find('/2'))
    pages.keep('/large', {}, Buffer.alloc(3_000_000))
    t.equal(pages.find('/large'), undefined)
  })
})

async function versions(app: FastifyInstance) {
  app.route({
    method: ['GET', 'POST'],
    url: '/version',
    handler: (_request, reply) => reply.header('etag', '"1"').send({ stock: 4 })
  })
}
