import { listRoutes } from '@larder/blueprint'
import { testApp } from '@larder/testing'
import type { HTTPMethods, InjectOptions } from 'fastify'
import { test } from 'tap'
import shop from '../../src/app.js'
import { stockShelf } from '../fixtures/shelf.js'

const REQUESTS = Number(process.env.LARDER_HOSTILE_REQUESTS ?? 20_000)
const SEED = Number(process.env.LARDER_HOSTILE_SEED ?? Date.now() % 1_000_000)

const VALUES = [
  ...[
    '',
    ' ',
    '0',
    '-1',
    '1',
    '2147483648',
    '1e999',
    'NaN',
    'null',
    'true',
    '[]',
    '{}',
    '__proto__',
    'constructor'
  ],
  ...[
    "' OR 1=1 --",
    '"; DROP TABLE goods; --',
    '%',
    '_',
    '\\',
    '%00',
    '\0',
    '\ufeff',
    '\ud800',
    '\u202e',
    '👩🏽‍🌾',
    'e\u0301'
  ],
  ...[
    '<script>alert(1)</script>',
    '{{7*7}}',
    '<%= 1 %>',
    '../../etc/passwd',
    '..',
    '.',
    '//evil.example',
    'http://evil.example'
  ],
  ...['a\r\nSet-Cookie: x=1', 'x'.repeat(300), 'x'.repeat(70_000), 'anna@example.org', 'fruit', 'bananas']
]
const FIELDS = [
  'good',
  'quantity',
  'user_name',
  'name',
  'email',
  'password',
  'current_password',
  'new_password',
  'token',
  'account',
  'next'
]
const QUERIES = ['q', 'page', 'after', 'before', 'category', 'token', 'next', 'v', 'part', '__proto__']
const HEADERS = [
  'accept',
  'cookie',
  'content-type',
  'origin',
  'sec-fetch-site',
  'x-real-ip',
  'x-forwarded-for',
  'range',
  'if-none-match',
  'user-agent',
  'accept-encoding'
]
const TYPES = [
  'application/json',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/plain',
  'x/y',
  ''
]
const METHODS: HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

test(`${REQUESTS} hostile requests, seed ${SEED}`, async (t) => {
  const app = await testApp(t, shop)
  await stockShelf(app)
  const random = randomNumbers(SEED)
  const files = ['/goods/static/goods.css', '/robots.txt', '/nowhere'].map((url) => ({ method: 'GET', url }))
  const routes = [...listRoutes(app), ...files]
  const select = { slug: true, name: true, price: true, stock: true }
  const goods = () => app.db.good.findMany({ orderBy: { id: 'asc' }, select })
  const before = await goods()
  const counts = new Map<number, number>()
  for (let asked = 0; asked < REQUESTS; asked++) {
    const request = hostileRequest(routes, random)
    const response = await app.inject(request).catch((error: Error) => error)
    // What no client can write is refused by the test's client.
    if (response instanceof Error) continue
    const { statusCode, body } = response
    counts.set(statusCode, (counts.get(statusCode) ?? 0) + 1)
    if (statusCode >= 500 || STACK.test(body)) {
      t.fail(`${statusCode} for ${JSON.stringify(request).slice(0, 500)}: ${body.slice(0, 300)}`)
    }
  }
  t.comment(
    [...counts]
      .sort()
      .map(([status, count]) => `${status}: ${count}`)
      .join(', ')
  )
  t.same(await goods(), before, 'no good has changed')
  t.equal(await app.db.user.count({ where: { role: { not: 'customer' } } }), 0)
})

const STACK = /\n\s+at \S+ \(|node_modules\//

type Random = (below: number) => number

function hostileRequest(routes: { method: string; url: string }[], random: Random): InjectOptions {
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[random(items.length)]
    if (item === undefined) throw new Error('there is nothing to pick')
    return item
  }
  const some = (names: string[], encode: (text: string) => string) =>
    Array.from({ length: random(4) }, () => `${encode(pick(names))}=${encode(pick(VALUES))}`).join('&')
  const route = pick(routes)
  const path = route.url.replace(/:\w+/g, () => encode(pick(VALUES)))
  const query = some(QUERIES, random(5) ? encode : (text) => text)
  const headers = Object.fromEntries(
    Array.from({ length: random(4) }, () => [
      pick(HEADERS),
      pick(VALUES).replace(/[^\t\x20-\x7e\x80-\xff]/g, '')
    ])
  )
  const method = random(6) ? (route.method as HTTPMethods) : pick(METHODS)
  const hasBody = method !== 'GET' && method !== 'HEAD' && random(4) > 0
  const type = pick(TYPES)
  const fields = Object.fromEntries(
    Array.from({ length: random(6) }, () => [pick(FIELDS), hostileField(pick, random)])
  )
  return {
    method,
    url: query ? `${path}?${query}` : path,
    headers: { host: 'localhost', ...headers, ...(hasBody && type && { 'content-type': type }) },
    ...(hasBody && { payload: bodyOf(type, fields, random) })
  }
}

function hostileField(pick: <Item>(items: readonly Item[]) => Item, random: Random): unknown {
  const value = pick(VALUES)
  return [value, value, Number(value), [value], { [value]: value }, null, true][random(7)]
}

function bodyOf(type: string, fields: object, random: Random): string {
  const json = JSON.stringify(fields)
  if (random(8) === 0) return json.slice(0, random(json.length))
  if (type.startsWith('application/x-www')) {
    return Object.entries(fields)
      .map(([name, value]) => `${name}=${encode(String(value))}`)
      .join('&')
  }
  if (!type.startsWith('multipart')) return json
  const parts = Object.entries(fields).map(
    ([name, value]) => `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
  )
  return `${parts.join('')}--x--\r\n`
}

function encode(text: string): string {
  return encodeURIComponent(text.replace(/\p{Cs}/gu, '\ufffd'))
}

/** Whole numbers below a bound; the same for the same seed (mulberry32). */
function randomNumbers(seed: number): Random {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}
