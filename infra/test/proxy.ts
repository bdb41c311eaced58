import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { connect } from 'node:http2'
import { connect as connectTcp } from 'node:net'
import { text } from 'node:stream/consumers'
import { until } from '@larder/until'
import { test } from 'tap'
import { Agent, request } from 'undici'
import { freePorts } from './fixtures/free-ports.js'
import { makeCertificate, startNginx } from './fixtures/nginx.js'
import { stubGateway } from './fixtures/stub-gateway.js'
import { withoutNginx, withoutOpenssl } from './fixtures/tools.js'

test('a request through nginx', { skip: withoutNginx }, async (t) => {
  const gateway = await stubGateway(t)
  const { origin, folder, port } = await startNginx(t, [gateway], { contact: 'shop@example.org' })
  const ask = async (path: string, options: Parameters<typeof request>[1] = {}) => {
    const { statusCode, headers, body } = await request(origin + path, options)
    return {
      status: statusCode,
      headers,
      body: await body.text(),
      received: gateway.requests.at(-1)?.headers
    }
  }

  await t.test('comes with who sent it, whatever the sender claims', async (t) => {
    const dispatcher = new Agent({ localAddress: '127.0.0.2' })
    t.teardown(() => dispatcher.close())
    const claims = {
      'x-forwarded-for': '203.0.113.9',
      'x-real-ip': '203.0.113.9',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-port': '666',
      forwarded: 'for=203.0.113.9;host=evil.example'
    }
    const { received } = await ask('/', { headers: { ...claims, host: 'shop.example:8080' }, dispatcher })
    t.match(received, {
      host: 'shop.example:8080',
      'x-forwarded-for': '127.0.0.2',
      'x-real-ip': '127.0.0.2',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': undefined,
      'x-forwarded-port': undefined,
      forwarded: undefined
    })
  })

  await t.test('needs no Host with HTTP/1.0, as some balancers ask', async (t) => {
    for (const host of ['', 'Host: shop.example:8080\r\n']) {
      const socket = connectTcp(port, '127.0.0.1')
      socket.write(`GET / HTTP/1.0\r\n${host}\r\n`)
      t.match(await text(socket), /^HTTP\/1\.1 200 /)
    }
    t.same(
      gateway.requests.slice(-2).map(({ headers }) => headers.host),
      ['_', 'shop.example:8080']
    )
  })

  await t.test('keeps its id, or gets one', async (t) => {
    const { received } = await ask('/', { headers: { 'x-request-id': 'order-4711.a' } })
    t.equal(received?.['x-request-id'], 'order-4711.a')
    const { received: other } = await ask('/', { headers: { 'x-request-id': 'a" b' } })
    t.match(other?.['x-request-id'], /^[0-9a-f]{32}$/)
  })

  await t.test('is refused where it asks for what is not for the public', async (t) => {
    const before = gateway.requests.length
    for (const path of [
      '/healthz',
      '/readyz?a',
      '/metrics',
      '/%6detrics',
      '//metrics',
      '/metrics/',
      '/metrics?token=a',
      '/%6detrics/?token=a',
      '/a/../metrics',
      '/zh/metrics',
      '/zh/%6detrics',
      '/zh-hans/%72eadyz',
      '/zh/%6detrics?token=a'
    ])
      t.equal((await ask(path)).status, 404, path)
    t.equal(gateway.requests.length, before, 'no gateway hears of it')
    t.equal((await ask('/metrics-of-ours')).status, 200)
  })

  await t.test('is refused when it is too large', async (t) => {
    const before = gateway.requests.length
    t.equal((await ask('/', { method: 'POST', body: 'a'.repeat(65_537) })).status, 413)
    t.equal(gateway.requests.length, before)
    t.equal((await ask('/', { method: 'POST', body: 'a'.repeat(65_536) })).status, 200)
  })

  await t.test('meets the maintenance page while there is a file that says so', async (t) => {
    writeFileSync(`${folder}/maintenance.on`, '')
    const { status, headers, body } = await ask('/', { method: 'POST', body: 'a' })
    t.match({ status, headers, body }, { status: 503, headers: { 'retry-after': '30' }, body: /right back/ })
    t.match(body, '<a href="mailto:shop@example.org">shop@example.org</a>')
    rmSync(`${folder}/maintenance.on`)
    t.equal((await ask('/')).status, 200)
  })

  await t.test('meets that page when no gateway answers', async (t) => {
    await gateway.close()
    const { status, body } = await ask('/')
    t.match({ status, body }, { status: 502, body: /right back/ })
  })
})

test('a link with a secret', { skip: withoutNginx }, async (t) => {
  const answer: RequestListener = ({ url }, response) =>
    url?.includes('fail') ? response.destroy() : response.end('served')
  const [gateway, users] = [await stubGateway(t, answer), await stubGateway(t, answer)]
  const { origin, folder } = await startNginx(t, [gateway, { ...users, only: 'users' }])
  const ask = async (path: string, headers = {}) => {
    const { statusCode, body } = await request(origin + path, { headers })
    return { status: statusCode, body: await body.text() }
  }

  await t.test('is passed on as it is, to the gateway that it is for', async (t) => {
    t.match(await ask('/users/reset?next=%2F&token=SECRET'), { status: 200, body: 'served' })
    t.equal(users.requests.at(-1)?.url, '/users/reset?next=%2F&token=SECRET')
    t.equal((await ask('/usersfoo?token=SECRET')).status, 200)
    t.equal(gateway.requests.at(-1)?.url, '/usersfoo?token=SECRET')
  })

  await t.test('meets the maintenance page when that gateway fails', async (t) => {
    const { status, body } = await ask('/users/fail?token=SECRET')
    t.match({ status, body }, { status: 502, body: /right back/ })
    t.notMatch(body, /mailto|<!--#|none/, 'without a contact it has none')
  })

  await t.test('is in no log', async (t) => {
    await ask('/users/fail', { referer: `${origin}/users/reset?token=SECRET&a=b` })
    await ask('/users/fail?a=b')
    await ask('/orders/L-1017?a=b&key=SECRET')
    await ask(`/zh/stock-alerts/${RANDOM}`)
    await ask('/fail', { referer: `${origin}/stock-alerts/${RANDOM}` })
    await ask('/users/login?next=%2Fusers%2Fconfirm%3Ftoken%3DSECRET')
    await ask('/fail', { referer: `${origin}/users/login?next=%2Fzh%2Fstock-alerts%2F${RANDOM}` })
    for (const line of [
      'GET /users/reset?next=%2F&token=- HTTP/1.1" 200',
      'GET /users/fail?token=- HTTP/1.1" 502',
      `"${origin}/users/reset?token=-"`,
      'GET /orders/L-1017?a=b&key=- HTTP/1.1" 200',
      'GET /zh/stock-alerts/- HTTP/1.1" 200',
      `"${origin}/stock-alerts/-"`,
      'GET /users/login?next=%2Fusers%2Fconfirm%3Ftoken%3D- HTTP/1.1" 200',
      `"${origin}/users/login?next=%2Fzh%2Fstock-alerts%2F-"`,
      'GET /users/fail?a=b HTTP/1.1" 502'
    ])
      await logged(folder, 'access', line)
    const withoutReferrer = /"GET \/users\/fail\?a=b HTTP\/1\.1" 502 \d+ "-" /
    t.match(
      readFileSync(`${folder}/access.log`, 'utf8'),
      withoutReferrer,
      'as nginx’s combined format has it'
    )
    await logged(folder, 'error', 'request: "GET /users/fail?a=b HTTP/1.1"')
    for (const log of ['access', 'error'])
      t.notMatch(readFileSync(`${folder}/${log}.log`, 'utf8'), /SECRET|q3F_zM0y/)
  })
})

/** As the secret of a link in a path. */
const RANDOM = 'q3F_zM0yX-1nB2vC4xZ5lK6jH7gF8dS9aP0oI1uY2tR'

/** Resolves when nginx has written this, which it does a moment after the answer. */
async function logged(folder: string, log: 'access' | 'error', text: string): Promise<void> {
  await until(() => readFileSync(`${folder}/${log}.log`, 'utf8').includes(text), `the ${log} log has ${text}`)
}

test('behind a balancer', { skip: withoutNginx }, async (t) => {
  const gateway = await stubGateway(t)
  const { origin, folder } = await startNginx(t, [gateway], { balancer: { addresses: ['127.0.0.3'] } })
  const ask = async (localAddress: string) => {
    const dispatcher = new Agent({ localAddress })
    t.teardown(() => dispatcher.close())
    const headers = { 'x-forwarded-for': '198.51.100.1, 203.0.113.9', 'x-forwarded-proto': 'https' }
    await (await request(origin, { dispatcher, headers })).body.dump()
    return gateway.requests.at(-1)?.headers
  }

  await t.test('a request comes with what the balancer says of the visitor', async (t) => {
    const believed = {
      'x-real-ip': '203.0.113.9',
      'x-forwarded-for': '203.0.113.9',
      'x-forwarded-proto': 'https'
    }
    t.match(await ask('127.0.0.3'), believed)
    while (!readFileSync(`${folder}/access.log`, 'utf8').startsWith('203.0.113.9 '))
      await new Promise(setImmediate)
  })

  await t.test('and nobody else is believed', async (t) => {
    t.match(await ask('127.0.0.2'), { 'x-real-ip': '127.0.0.2', 'x-forwarded-proto': 'http' })
  })
})

test('when a gateway fails', { skip: withoutNginx }, async (t) => {
  const broken = await stubGateway(t, (request) => request.socket.destroy())
  const sound = await stubGateway(t)
  const [nobody] = await freePorts(1)

  await t.test('a GET is repeated at another, and a POST that was sent is not', async (t) => {
    const { origin } = await startNginx(t, [broken, sound])
    const statuses = async (method: 'GET' | 'POST') => {
      const answers = [1, 2].map(() =>
        request(origin, { method }).then(({ statusCode, body }) => body.dump().then(() => statusCode))
      )
      return (await Promise.all(answers)).sort()
    }
    t.same(await statuses('GET'), [200, 200])
    t.same(await statuses('POST'), [200, 502])
  })

  await t.test('a POST is sent elsewhere where nobody listens', async (t) => {
    const { origin } = await startNginx(t, [{ bind: `127.0.0.1:${nobody}` }, sound])
    for (let time = 0; time < 4; time++) {
      const { statusCode, body } = await request(origin, { method: 'POST', body: 'a' })
      t.match({ statusCode, text: await body.text() }, { statusCode: 200, text: 'served' })
    }
  })
})

test('the micro-cache', { skip: withoutNginx }, async (t) => {
  let count = 0
  const gateway = await stubGateway(t, ({ url, headers }, response) => {
    count += 1
    response.setHeader('cache-control', url === '/secret' ? 'no-store' : 'private, no-cache')
    response.setHeader('vary', 'Accept')
    if (url === '/cookie') response.setHeader('set-cookie', 'a=b')
    response.end(`${count} ${headers.accept ?? ''}`)
  })
  const { origin } = await startNginx(t, [gateway], { microCache: 60 })
  const ask = async (path: string, headers = {}) => (await request(origin + path, { headers })).body.text()

  await t.test('answers visitors without a cookie', async (t) => {
    t.equal(await ask('/page', { accept: 'text/html' }), await ask('/page', { accept: 'text/html' }))
    t.not(
      await ask('/page', { accept: 'text/html' }),
      await ask('/page', { accept: 'application/json' }),
      'by Vary'
    )
  })

  await t.test('leaves alone whatever is for one visitor', async (t) => {
    const cookie = { accept: 'text/html', cookie: 'session=a' }
    t.not(await ask('/page', cookie), await ask('/page', { accept: 'text/html' }))
    t.not(await ask('/page', cookie), await ask('/page', cookie))
    t.not(await ask('/mine', cookie), await ask('/mine', { accept: 'text/html' }), 'and keeps nothing of it')
    for (const path of ['/secret', '/cookie']) t.not(await ask(path), await ask(path), path)
  })
})

test('no visitor sees a page that the micro-cache has kept for too long', {
  skip: withoutNginx
}, async (t) => {
  let count = 0
  const gateway = await stubGateway(t, (_request, response) => void response.end(`${++count}`))
  const { origin } = await startNginx(t, [gateway], { microCache: 1 })
  const states: unknown[] = []
  await until(async () => {
    const { headers, body } = await request(origin)
    states.push(headers['x-cache'])
    return (await body.text()) === '2'
  }, 'the page is made again')
  t.equal(states.at(-1), 'EXPIRED', 'for the first who asks when it is over')
  t.notOk(states.includes('STALE'))
})

test('more requests than an address may send are answered with 429', { skip: withoutNginx }, async (t) => {
  const gateway = await stubGateway(t)
  const { origin } = await startNginx(t, [gateway], { rate: 1 })
  const statuses = []
  for (let time = 0; time < 4; time++) {
    const { statusCode, body } = await request(origin)
    await body.dump()
    statuses.push(statusCode)
  }
  t.same(statuses, [200, 200, 200, 429])
})

test('with TLS', { skip: withoutNginx || withoutOpenssl }, async (t) => {
  const gateway = await stubGateway(t)
  const { certificate, key } = await makeCertificate(t)
  const [plain] = await freePorts(1)
  const tls = { certificate, key, redirect: [`127.0.0.1:${plain}`] }
  const { port } = await startNginx(t, [gateway], { tls, serverName: 'localhost' })

  await t.test('HTTP/2 is spoken', async (t) => {
    const session = connect(`https://localhost:${port}`, {
      ca: readFileSync(certificate),
      lookup: (_host, _options, found) => found(null, [{ address: '127.0.0.1', family: 4 }])
    })
    t.teardown(() => session.close())
    t.equal(await text(session.request({ ':path': '/' })), 'served')
    t.match(gateway.requests.at(-1)?.headers, { host: `localhost:${port}`, 'x-forwarded-proto': 'https' })
  })

  await t.test('plain HTTP is sent there', async (t) => {
    const { statusCode, headers, body } = await request(`http://127.0.0.1:${plain}/goods?a=b`, {
      headers: { host: 'localhost' }
    })
    await body.dump()
    t.match(
      { statusCode, headers },
      { statusCode: 301, headers: { location: `https://localhost:${port}/goods?a=b` } }
    )
  })
})

test('pictures', { skip: withoutNginx }, async (t) => {
  const gateway = await stubGateway(t, ({ url = '' }, response) => {
    if (url.includes('missing')) response.writeHead(404).end('none')
    else response.writeHead(200, PICTURE_HEADERS).end('pixels')
  })
  const entries = [{ blueprint: 'pictures', prefix: '/pictures', statics: undefined }]
  for (const [what, options] of [
    ['without a micro-cache', {}],
    ['beside a micro-cache', { microCache: 60 }]
  ] as const) {
    await t.test(`are asked for once, ${what}`, async (t) => {
      const { origin } = await startNginx(t, [gateway], options, entries)
      const before = gateway.requests.length
      const ask = async (path: string, headers = {}) => {
        const { statusCode, headers: answered, body } = await request(origin + path, { headers })
        return { status: statusCode, headers: answered, body: await body.text() }
      }
      await ask('/pictures/a-640.webp')
      for (const headers of [{}, { cookie: 'session=1' }, { accept: 'image/webp' }]) {
        const { status, headers: answered, body } = await ask('/pictures/a-640.webp?v=1', headers)
        t.match({ status, body }, { status: 200, body: 'pixels' })
        t.match(answered, { ...PICTURE_HEADERS, 'x-cache': 'HIT' })
      }
      t.equal(gateway.requests.length - before, 1)
      for (let asked = 0; asked < 2; asked++) t.equal((await ask('/pictures/missing.webp')).status, 404)
      t.equal(gateway.requests.length - before, 3, 'but not those that are not there')
    })
  }
})

test('some routes take larger bodies than others', { skip: withoutNginx }, async (t) => {
  const gateway = await stubGateway(t, (incoming, response) => {
    incoming.resume().on('end', () => response.end('received'))
  })
  const bodyLimits = [
    { url: '/staff/goods/:id/pictures/files', bytes: 30 * 1024 * 1024 },
    { url: '/events', bytes: 512 * 1024 }
  ]
  const entries = [{ blueprint: 'goods-staff', prefix: '/staff/goods', statics: undefined, bodyLimits }]
  const { origin } = await startNginx(t, [gateway], {}, entries)
  const send = async (path: string, megabytes = 20) => {
    const { statusCode, body } = await request(origin + path, {
      method: 'POST',
      body: Buffer.alloc(megabytes * 1024 * 1024)
    })
    await body.dump()
    return statusCode
  }
  t.equal(await send('/staff/goods/17/pictures/files'), 200)
  t.equal(await send('/staff/goods/17/pictures/files', 40), 413)
  t.equal(await send('/staff/goods/17/pictures'), 413)
  t.equal(await send('/events', 0.5), 200)
  t.equal(await send('/events', 0.6), 413)
  t.equal(await send('/events/a', 0.5), 413)
})

const PICTURE_HEADERS = {
  'content-type': 'image/webp',
  'cache-control': 'public, max-age=31536000, immutable',
  'content-security-policy': "default-src 'none'; sandbox",
  'x-content-type-options': 'nosniff'
}
