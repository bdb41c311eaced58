import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { FastifyInstance } from 'fastify'
import { type Test, test } from 'tap'
import { createServer } from '../src/server.js'
import { readConfig } from '../src/settings/read-config.js'

const HTML = { accept: 'text/html' }
const SECURE = [
  /^content-security-policy: default-src 'self'/im,
  /^x-frame-options: DENY/im,
  /^x-content-type-options: nosniff/im
]

test('a URL that cannot be read', async (t) => {
  const { app, visits } = await serve(t)
  const tooLong = `/goods/${'x'.repeat(101)}`
  for (const [url, status] of [
    ['/%zz', 400],
    ['/goods/%E0%A4%A', 400],
    [tooLong, 414]
  ] as const) {
    const response = await app.inject({ url, headers: HTML })
    t.equal(response.statusCode, status)
    t.match(response.body, /<h1>.*<a href="\/">Back to the shop/s, 'a page of the shop')
    t.match(response.headers, { 'content-security-policy': /self/, 'x-request-id': /./ })
    const json = await app.inject({ url, headers: { accept: 'application/json' } })
    t.match(json.json(), { statusCode: status, code: /^GATEWAY_ERR_URL/ })
  }
  t.match(String(visits.read()), '"GET /%zz HTTP/1.1" 400', 'the log shows it as it came')
})

test('a method that a path does not have', async (t) => {
  const { app } = await serve(t)
  for (const [method, url, allow] of [
    ['DELETE', '/goods?page=2', 'GET, HEAD'],
    ['PUT', '/users/login', 'GET, HEAD, POST'],
    ['POST', '/static/shop.css', 'GET, HEAD'],
    ['GET', '/users/logout', 'POST'],
    ['POST', '/readyz', 'GET, HEAD']
  ] as const) {
    const response = await app.inject({ method, url, headers: HTML })
    t.equal(response.statusCode, 405, `${method} ${url}`)
    t.equal(response.headers.allow, allow)
  }
  for (const url of ['/nowhere', '/static/nothing.css', '/goods/a/b/c'])
    t.equal((await app.inject({ method: 'GET', url })).statusCode, 404, url)
})

test('what is no request', async (t) => {
  const { app } = await serve(t)
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  for (const [said, status, heading] of [
    [
      `GET /${'x'.repeat(20_000)} HTTP/1.1\r\n`,
      '431 Request Header Fields Too Large',
      'That was more than we can read'
    ],
    ['nonsense\r\n\r\n', '400 Bad Request', 'We could not use that request']
  ] as const) {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    socket.write(said)
    const answer = await text(socket)
    t.match(answer, new RegExp(`^HTTP/1.1 ${status}\r\n.*<main>\n<h1>${heading}</h1>.*</html>\n$`, 's'))
    for (const header of SECURE) t.match(answer, header)
  }
})

test('a request with a Host that is none', async (t) => {
  const { app, visits } = await serve(t)
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const ask = async (hosts: string) => {
    const socket = connect(port, '127.0.0.1')
    socket.write(`GET /users/login HTTP/1.1\r\n${hosts}Accept: text/html\r\nConnection: close\r\n\r\n`)
    return text(socket)
  }
  const unsound = ['a b', 'a/b', 'user@a', '[::1', '::1', 'a:b', 'a:80:80', '%zz', 'ä', '<a>']
  for (const hosts of [
    'Host: a\r\nHost: b\r\n',
    'Host: a\r\nhost: a\r\n',
    ...unsound.map((host) => `Host: ${host}\r\n`)
  ]) {
    const answer = await ask(hosts)
    t.match(answer, /^HTTP\/1.1 400 .*<h1>.*<a href="\/">Back to the shop/s, hosts)
    for (const header of SECURE) t.match(answer, header)
  }
  t.match(String(visits.read()), '"GET /users/login HTTP/1.1" 400')
  for (const host of [
    'shop.example',
    'shop.example:8080',
    '127.0.0.1',
    '[::1]:80',
    'xn--bcher-kva.example',
    'a_b',
    '_',
    ''
  ])
    t.match(await ask(`Host: ${host}\r\n`), /^HTTP\/1.1 200 /, host)
})

test('a worker that has more to do than it can', async (t) => {
  const { app } = await serve(t, { maxEventLoopDelay: '5' })
  t.equal((await app.inject({ url: '/users/login' })).statusCode, 200)
  let response = await app.inject('/users/login')
  // For the first seconds it is booting that is measured.
  while (response.statusCode === 200) {
    keepBusy(30)
    await new Promise(setImmediate)
    response = await app.inject({ url: '/users/login', headers: HTML })
  }
  t.equal(response.statusCode, 503)
  t.equal(response.headers['retry-after'], '5')
  t.match(response.body, 'Please try again in a moment')
  t.match(response.headers, { 'content-security-policy': /self/, 'x-frame-options': 'DENY' })
  t.equal((await app.inject('/healthz')).statusCode, 200, 'answers probes')
  t.equal((await app.inject('/metrics')).statusCode, 200)
})

function keepBusy(milliseconds: number): void {
  for (const began = performance.now(); performance.now() - began < milliseconds; );
}

async function serve(t: Test, flags = {}): Promise<{ app: FastifyInstance; visits: PassThrough }> {
  const { config } = readConfig({ flags: { logLevel: 'silent', maxEventLoopDelay: '0', ...flags }, env: {} })
  const visits = new PassThrough()
  const logs = { error: process.stderr, access: visits, reopen() {}, close() {} }
  const app = createServer(config, 'postgresql://nobody@127.0.0.1:1/none', logs)
  t.teardown(() => app.close())
  await app.ready()
  return { app, visits }
}
