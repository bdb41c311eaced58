import { once } from 'node:events'
import { rm, writeFile } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import type { FastifyError, FastifyInstance } from 'fastify'
import { test } from 'tap'
import type { AssetUrl } from '../src/index.js'
import { compressFolder } from '../src/static/compress.js'
import { makeApp, makeSite, part } from './fixtures/site.js'

test('static files', async (t) => {
  const folder = t.testdir({
    'secret.txt': 'secret',
    app: { static: { 'site.css': 'of the app' }, 'secret.txt': 'secret' },
    goods: {
      'package.json': '{ "name": "secret" }',
      static: {
        'goods.css': 'of goods',
        'site.css': 'of goods',
        'index.html': 'an index',
        '.env': 'secret',
        '.well-known': { 'key.txt': 'secret' },
        pictures: { 'pear ü.svg': '<svg/>', '.hidden': 'secret' }
      }
    },
    users: { static: { 'users.css': 'of users' } },
    bare: {}
  })
  const app = makeSite(t, folder)
  app.setErrorHandler((error: FastifyError, _request, reply) =>
    reply.code(error.statusCode ?? 500).send({ error: error.message })
  )
  app.register(part('goods', undefined, folder), { prefix: '/goods' })
  app.register(part('users', undefined, folder))
  app.register(part('bare', undefined, folder), { prefix: '/bare' })
  await app.listen({ port: 0, host: '127.0.0.1' })

  await t.test('are served below the prefix, without one below the name', async (t) => {
    t.equal((await app.inject('/static/site.css')).body, 'of the app')
    t.equal((await app.inject('/goods/static/site.css')).body, 'of goods')
    t.equal(
      (await app.inject('/goods/static/pictures/pear%20%C3%BC.svg')).headers['content-type'],
      'image/svg+xml'
    )
    t.equal((await app.inject('/static/users/users.css')).body, 'of users')
    t.equal((await app.inject('/bare/static/x.css')).statusCode, 404)
  })

  await t.test('are not listed', async (t) => {
    t.equal((await app.inject('/goods/static/index.html')).statusCode, 200)
    for (const url of ['/static', '/static/', '/goods/static', '/goods/static/', '/goods/static/pictures/']) {
      const { statusCode, body } = await get(app, url)
      t.match({ statusCode, body }, { statusCode: /^40[34]$/, body: /"error":/ }, url)
    }
  })

  await t.test('are not those whose names begin with a dot', async (t) => {
    for (const url of ['.env', '%2eenv', '.well-known/key.txt', 'pictures/.hidden']) {
      t.equal((await get(app, `/goods/static/${url}`)).statusCode, 404, url)
    }
  })

  await t.test('are those of the folder only', async (t) => {
    t.equal((await get(app, '/goods/static/goods.css')).body, 'of goods')
    const ways = [
      '../package.json',
      '..%2fpackage.json',
      '%2e%2e/package.json',
      '%2e%2e%2fpackage.json',
      '%252e%252e%252fpackage.json',
      '..\\package.json',
      '..%5cpackage.json',
      'pictures/../../package.json',
      'pictures/..%2f..%2fpackage.json',
      '....//package.json',
      `/${encodeURI(path.join(folder, 'secret.txt'))}`,
      `%2f${encodeURIComponent(path.join(folder, 'secret.txt'))}`,
      '../../secret.txt',
      'goods.css%00.txt',
      '%',
      `${'x'.repeat(5_000)}.css`
    ]
    for (const way of ways) {
      const answer = await get(app, `/goods/static/${way}`)
      t.notMatch(answer.body, /^secret|"secret"/, way)
      t.ok([400, 403, 404, 414].includes(answer.statusCode), `${answer.statusCode} for ${way}`)
    }
  })

  await t.test('are sent once to those who keep them', async (t) => {
    const url = '/goods/static/goods.css'
    const { etag, 'last-modified': modified, 'cache-control': cached } = (await app.inject(url)).headers
    t.equal(cached, 'public, max-age=0', 'asked for again')
    const again = await app.inject({ url, headers: { 'if-none-match': String(etag) } })
    t.equal(`${again.statusCode}${again.body}`, '304')
    t.equal((await app.inject({ url, headers: { 'if-modified-since': String(modified) } })).statusCode, 304)
    t.equal((await app.inject({ url, headers: { 'if-none-match': '"other"' } })).statusCode, 200)
  })

  await t.test('are sent in parts to those who ask for a part', async (t) => {
    const url = '/goods/static/goods.css'
    const part = await app.inject({ url, headers: { range: 'bytes=3-6' } })
    t.match(part, { statusCode: 206, body: 'good', headers: { 'content-range': 'bytes 3-6/8' } })
  })

  await t.test('say how long they are to those who ask beyond their end', async (t) => {
    const beyond = await app.inject({ url: '/goods/static/goods.css', headers: { range: 'bytes=90-' } })
    t.match(beyond, {
      statusCode: 416,
      headers: { 'content-range': 'bytes */8', 'cache-control': 'no-store' }
    })
  })
})

test('assetUrl', async (t) => {
  const folder = t.testdir({
    'secret.txt': '',
    app: {
      static: {
        'everywhere.css': 'the app',
        'shared.css': 'the app',
        goods: { 'everywhere.css': 'the app for goods' }
      }
    },
    goods: {
      'secret.txt': '',
      static: {
        'everywhere.css': 'goods',
        'shared.css': 'goods',
        'own.css': 'goods',
        '.env': '',
        pictures: { '100% #1 ä?.svg': 'a picture' }
      }
    },
    users: { static: { 'everywhere.css': 'users', 'own.css': 'users' } }
  })
  const app = makeSite(t, folder)
  const goods = mount(app, 'goods', folder, '/goods')
  const users = mount(app, 'users', folder)
  await app.ready()

  await t.test("finds the app's for the blueprint, then the app's, then the blueprint's own", async (t) => {
    t.equal((await app.inject(goods('everywhere.css'))).body, 'the app for goods')
    t.equal((await app.inject(goods('shared.css'))).body, 'the app')
    t.equal((await app.inject(goods('own.css'))).body, 'goods')
    t.equal((await app.inject(users('everywhere.css'))).body, 'the app')
    t.equal((await app.inject(users('own.css'))).body, 'users')
    t.equal((await app.inject(app.assetUrl('everywhere.css'))).body, 'the app')
  })

  await t.test('takes the name of an owner', async (t) => {
    t.equal((await app.inject(users('goods:everywhere.css'))).body, 'goods')
    t.equal((await app.inject(app.assetUrl('users:own.css'))).body, 'users')
  })

  await t.test('gives a path of this site that works whatever the name', async (t) => {
    t.match(goods('own.css'), /^\/goods\/static\/own\.css\?v=[0-9a-f]{8}$/)
    t.match(users('own.css'), /^\/static\/users\/own\.css\?v=[0-9a-f]{8}$/)
    t.equal((await app.inject(goods('pictures/100% #1 ä?.svg'))).body, 'a picture')
  })

  await t.test('names the places that it searched', async (t) => {
    const places = ['app/static/goods/lost.css', 'app/static/lost.css', 'goods/static/lost.css']
    t.throws(() => goods('lost.css'), {
      code: 'BLUEPRINT_ERR_ASSET_UNKNOWN',
      message: `The blueprint 'goods' has no static file 'lost.css'. Searched: ${places
        .map((place) => path.join(folder, place))
        .join(', ')}`
    })
    t.throws(() => app.assetUrl('lost.css'), {
      message: `The app has no static file 'lost.css'. Searched: ${path.join(folder, 'app/static/lost.css')}`
    })
    t.throws(() => app.assetUrl('nobody:own.css'), {
      message: /^The blueprint 'nobody' .* Searched: nothing$/
    })
  })

  await t.test('refuses what is not served', async (t) => {
    const names = [
      '../secret.txt',
      'goods:../secret.txt',
      'pictures/../own.css',
      '/own.css',
      '..\\x',
      '.env',
      ''
    ]
    for (const name of names) t.throws(() => goods(name), { code: 'BLUEPRINT_ERR_ASSET_NAME' }, name)
    for (const name of ['own.css\0', '\ud800.css'])
      t.throws(() => goods(name), { code: 'BLUEPRINT_ERR_ASSET_NAME' })
    t.throws(() => goods('x'.repeat(5_000)), {
      message: /^The blueprint 'goods' cannot have a static file 'x{80}': a name is words/
    })
    t.throws(() => goods('%2e%2e/secret.txt'), { code: 'BLUEPRINT_ERR_ASSET_UNKNOWN' })
    t.throws(() => goods('pictures'), { code: 'BLUEPRINT_ERR_ASSET_UNKNOWN' })
  })
})

test('a static file whose URL has the hash of its content', async (t) => {
  const folder = t.testdir({ goods: { static: { 'goods.css': 'one' } } })
  const app = makeApp(t)
  const assetUrl = mount(app, 'goods', folder, '/goods')
  await app.ready()
  const url = assetUrl('goods.css')
  const cached = async (url: string) => (await app.inject(url)).headers['cache-control']

  t.equal(await cached(url), 'public, max-age=31536000, immutable', 'is kept for ever')
  t.equal(await cached(`${url}0`), 'public, max-age=0', 'with another hash it is not')
  t.equal(await cached(`${url}&v=1`), 'public, max-age=0', 'nor with two')
  await writeFile(path.join(folder, 'goods/static/goods.css'), 'another')
  t.equal(await cached(url), 'public, max-age=0', 'nor when the file has changed')
  t.equal((await app.inject(url)).body, 'another')
})

test('a static file that was compressed at build', async (t) => {
  const css = 'a { color: green }\n'.repeat(200)
  const folder = t.testdir({ goods: { static: { 'goods.css': css, 'small.css': 'a {}', 'photo.jpg': css } } })
  compressFolder(path.join(folder, 'goods/static'))
  const app = makeApp(t)
  app.register(part('goods', undefined, folder), { prefix: '/goods' })
  await app.ready()
  const get = (file: string, encodings: string) =>
    app.inject({ url: `/goods/static/${file}`, headers: { 'accept-encoding': encodings } })

  await t.test('goes out as the client likes it best', async (t) => {
    const brotli = await get('goods.css', 'gzip, br')
    t.match(brotli.headers, {
      'content-encoding': 'br',
      'content-type': /^text\/css/,
      vary: 'accept-encoding'
    })
    t.equal(brotliDecompressSync(brotli.rawPayload).toString(), css)
    const gzip = await get('goods.css', 'gzip')
    t.match(gzip.headers, { 'content-encoding': 'gzip' })
    t.equal(gunzipSync(gzip.rawPayload).toString(), css)
    t.equal((await get('goods.css', 'identity')).body, css)
  })

  await t.test('is left alone where nothing is gained', async (t) => {
    for (const file of ['small.css', 'photo.jpg'])
      t.notOk((await get(file, 'br')).headers['content-encoding'], file)
  })
})

test('an override that is added while the app runs shows at once in development only', async (t) => {
  const folder = t.testdir({ app: { static: {} }, goods: { static: { 'goods.css': '' } } })
  for (const development of [true, false]) {
    const app = makeSite(t, folder, { development })
    const assetUrl = mount(app, 'goods', folder, '/goods')
    await app.ready()
    const override = path.join(folder, 'app/static/goods.css')
    t.match(assetUrl('goods.css'), /^\/goods\/static\/goods\.css\?/)
    await writeFile(override, '')
    t.match(assetUrl('goods.css'), development ? /^\/static\/goods\.css\?/ : /^\/goods\/static\/goods\.css\?/)
    await rm(override)
  }
})

test('a blueprint alone serves and finds its files', async (t) => {
  const folder = t.testdir({ goods: { static: { 'goods.css': 'goods' } } })
  const app = makeApp(t)
  const assetUrl = mount(app, 'goods', folder)
  await app.ready()
  t.equal((await app.inject(assetUrl('goods.css'))).body, 'goods')
})

/** Mounts a blueprint and gives its own `assetUrl`, to be used when the app is ready. */
function mount(app: FastifyInstance, name: string, folder: string, prefix?: string): AssetUrl {
  let inner: FastifyInstance | undefined
  const keep = async (instance: FastifyInstance) => {
    inner = instance
  }
  app.register(part(name, keep, folder), { prefix })
  return (file) => inner?.assetUrl(file) ?? 'not mounted yet'
}

/** Asks over a socket, where nobody tidies the path up. */
async function get(app: FastifyInstance, url: string): Promise<{ statusCode: number; body: string }> {
  const { port } = app.server.address() as AddressInfo
  const sent = httpRequest({ port, host: '127.0.0.1', path: url, agent: false }).end()
  const [response] = await once(sent, 'response')
  return { statusCode: response.statusCode, body: await text(response) }
}
