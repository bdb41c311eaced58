import { PassThrough } from 'node:stream'
import Fastify from 'fastify'
import { type Test, test } from 'tap'
import { refuseForeignOrigin, type SiteOptions } from '../src/same-origin.js'

const SAFE = ['GET', 'HEAD', 'OPTIONS'] as const
const UNSAFE = ['POST', 'PUT', 'PATCH', 'DELETE'] as const

const FOREIGN = {
  'from another site': { 'sec-fetch-site': 'cross-site' },
  'from a sibling domain': { 'sec-fetch-site': 'same-site', origin: 'https://other.shop.example' },
  'with an unknown Sec-Fetch-Site': { 'sec-fetch-site': 'same-originish' },
  'from another site that claims our Origin': {
    'sec-fetch-site': 'cross-site',
    origin: 'https://shop.example'
  },
  'with the Origin of another site': { origin: 'https://evil.example' },
  'with the Origin of a sibling domain': { origin: 'https://other.shop.example' },
  'with an Origin that begins like ours': { origin: 'https://shop.example.evil.example' },
  'with our Origin but another port': { origin: 'https://shop.example:8443' },
  'from a sandboxed frame or a file': { origin: 'null' },
  'with an Origin that is none': { origin: 'shop.example' },
  'with our host in another scheme': { origin: 'capacitor://shop.example' }
}

const OURS = {
  'from the same origin': { 'sec-fetch-site': 'same-origin', origin: 'https://shop.example' },
  'that the user began': { 'sec-fetch-site': 'none' },
  'with our Origin': { origin: 'https://shop.example' },
  'with our Origin before TLS ends': { origin: 'http://shop.example' },
  'with our Origin where a proxy names the port': {
    origin: 'https://shop.example',
    host: 'shop.example:443'
  },
  'with our Origin on a port of its own': { origin: 'http://localhost:8000', host: 'localhost:8000' },
  'without either header, as programs do': {}
}

test('an unsafe request', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  app.addHook('onRequest', refuseForeignOrigin({}))
  app.all('/', async () => 'done')
  const ask = (method: (typeof SAFE | typeof UNSAFE)[number], headers: object) =>
    app.inject({ method, url: '/', headers: { host: 'shop.example', ...headers } })

  for (const [what, headers] of Object.entries(FOREIGN)) {
    await t.test(`${what} is refused`, async (t) => {
      for (const method of UNSAFE) {
        t.match((await ask(method, headers)).json(), { statusCode: 403, code: 'SESSION_ERR_FOREIGN_ORIGIN' })
      }
      for (const method of SAFE) t.equal((await ask(method, headers)).statusCode, 200, `${method} is safe`)
    })
  }

  for (const [what, headers] of Object.entries(OURS)) {
    await t.test(`${what} is accepted`, async (t) => {
      for (const method of UNSAFE) t.equal((await ask(method, headers)).body, 'done')
    })
  }
})

const PUBLIC = new URL('https://shop.example')
const BEHIND_PROXY = { 'x-forwarded-for': '203.0.113.9' }

test('where the public URL is known, a form', async (t) => {
  const { ask } = serve(t, { publicUrl: PUBLIC, secure: true })
  for (const [what, headers, status] of [
    [
      'of its origin is accepted, whatever Host says',
      { host: 'app.internal', origin: 'https://shop.example' },
      200
    ],
    ['of the same host by HTTP is refused', { origin: 'http://shop.example' }, 403],
    ['of that host on another port is refused', { origin: 'https://shop.example:8443' }, 403],
    [
      'of the host that was asked is accepted',
      { host: 'www.shop.example', origin: 'https://www.shop.example' },
      200
    ],
    ['of that host by HTTP is refused', { host: 'www.shop.example', origin: 'http://www.shop.example' }, 403],
    [
      'of another site that a browser tells of is refused',
      { origin: 'https://shop.example', 'sec-fetch-site': 'cross-site' },
      403
    ]
  ] as const)
    await t.test(what, async (t) =>
      t.equal((await ask({ host: 'shop.example', ...headers })).statusCode, status)
    )

  await t.test('has to be by the scheme that it names', async (t) => {
    const { ask } = serve(t, { publicUrl: new URL('http://shop.example:8080') })
    t.equal((await ask({ host: '127.0.0.1', origin: 'http://shop.example:8080' })).statusCode, 200)
    t.equal((await ask({ host: '127.0.0.1:80', origin: 'https://127.0.0.1:80' })).statusCode, 403)
  })
})

test('where a proxy drops the port of Host, a form', async (t) => {
  const { ask } = serve(t, {})
  const form = { host: 'shop.example', origin: 'http://shop.example:8080' }
  for (const [what, headers, status] of [
    ['of another port is accepted', { ...form, ...BEHIND_PROXY }, 200],
    [
      'of another port at an address is, too',
      { host: '[2001:db8::1]', origin: 'http://[2001:db8::1]:8080', ...BEHIND_PROXY },
      200
    ],
    ['of another host is refused', { ...form, origin: 'http://evil.example:8080', ...BEHIND_PROXY }, 403],
    [
      'of another port is refused where Host has one',
      { ...form, host: 'shop.example:80', ...BEHIND_PROXY },
      403
    ],
    ['of another port is refused without a proxy', form, 403],
    [
      'by HTTP is refused where the proxy speaks HTTPS',
      { ...form, ...BEHIND_PROXY, 'x-forwarded-proto': 'https' },
      403
    ]
  ] as const)
    await t.test(what, async (t) => t.equal((await ask(headers)).statusCode, status))
})

test('what was refused is in the log, with what was compared', async (t) => {
  const { ask, logged } = serve(t, { publicUrl: PUBLIC })
  await ask({ host: 'shop.test', origin: `https://evil.example/${'x'.repeat(500)}` })
  await ask({ host: 'shop.test', origin: 'null', 'sec-fetch-site': 'cross-site' })
  t.match(logged(), [
    {
      event: 'foreign_origin',
      url: '/',
      host: 'shop.test',
      publicOrigin: 'https://shop.example',
      origin: /^https:\/\/evil\.example\/x{234}$/
    },
    { event: 'foreign_origin', origin: 'null', fetchSite: 'cross-site' }
  ])
})

function serve(t: Test, site: SiteOptions) {
  const log = new PassThrough({ encoding: 'utf8' })
  const app = Fastify({ trustProxy: true, logger: { level: 'warn', stream: log } })
  t.teardown(() => app.close())
  app.addHook('onRequest', refuseForeignOrigin(site))
  app.post('/', async () => 'done')
  return {
    ask: (headers: Record<string, string>) => app.inject({ method: 'POST', url: '/', headers }),
    logged: (): object[] =>
      String(log.read() ?? '')
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line))
  }
}
