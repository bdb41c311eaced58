import { PassThrough } from 'node:stream'
import { shortFolder } from '@larder/testing'
import { type Test, test } from 'tap'
import { Agent, request } from 'undici'
import { createServer } from '../src/server/create-server.js'
import { NO_SETTINGS, readSettings } from '../src/settings/read-settings.js'

const PROXY = '127.0.0.1'
const STRANGER = '198.51.100.7'

test('a visitor behind the course note’s nginx', async (t) => {
  const { ask } = serve(t)
  const visitor = { 'x-real-ip': '203.0.113.9' }

  t.test('has the address of X-Real-IP', async (t) => {
    t.match(await ask(visitor), { ip: '203.0.113.9', ips: [PROXY, '203.0.113.9'] })
    t.match(await ask({ 'x-real-ip': '2001:db8::9' }), { ip: '2001:db8::9' })
  })

  t.test('has it by a Unix socket too, whose clients have no address', async (t) => {
    const { app } = serve(t)
    const socketPath = `${await shortFolder(t)}/socket`
    await app.listen({ path: socketPath })
    const dispatcher = new Agent({ connect: { socketPath } })
    t.teardown(() => dispatcher.close())
    const ask = async (headers: Record<string, string>) =>
      (await request('http://shop.example/visitor', { dispatcher, headers })).body.json()
    t.match(await ask(visitor), { ip: '203.0.113.9', ips: ['', '203.0.113.9'] })
    t.match(await ask({}), { ip: '', ips: ['', ''] })
  })

  t.test('changes nothing by headers of their own', async (t) => {
    const claims = {
      'x-forwarded-for': '198.51.100.42',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-port': '666',
      'x-client-ip': '198.51.100.42',
      forwarded: 'for=198.51.100.42;host=evil.example;proto=https'
    }
    t.match(await ask({ ...visitor, ...claims }), {
      ip: '203.0.113.9',
      host: 'shop.example',
      hostname: 'shop.example',
      port: null,
      protocol: 'http'
    })
    t.match(await ask(claims), { ip: PROXY, host: 'shop.example' })
  })

  t.test('is the proxy where its header has a port, or no address', async (t) => {
    for (const told of [
      '203.0.113.9:5000',
      '[2001:db8::9]:4000',
      '[2001:db8::9]',
      'unknown',
      '_x',
      '203.0.113',
      ' '
    ]) {
      t.match(await ask({ 'x-real-ip': told }), { ip: PROXY, ips: [PROXY, PROXY] }, told)
    }
  })

  t.test('that is no proxy itself is not believed', async (t) => {
    const claims = { ...visitor, 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https' }
    t.match(await ask(claims, STRANGER), { ip: STRANGER, ips: null, protocol: 'http' })
  })

  t.test('comes by HTTPS if the proxy says so', async (t) => {
    for (const [told, protocol] of [
      ['https', 'https'],
      ['HTTPS', 'https'],
      ['http, https', 'https'],
      ['https, http', 'http'],
      ['on', 'http']
    ] as const)
      t.match(await ask({ 'x-forwarded-proto': told }), { protocol }, told)
  })
})

test('the header of another proxy', async (t) => {
  t.test('may be a list, of which proxies are left out', async (t) => {
    const { ask } = serve(t, { realIpHeader: 'X-Forwarded-For', forwardedAllowIps: '127.0.0.1,10.0.0.0/8' })
    const ipOf = async (list: string) => (await ask({ 'x-forwarded-for': list, 'x-real-ip': '192.0.2.1' })).ip
    t.equal(await ipOf('198.51.100.1, 203.0.113.9'), '203.0.113.9')
    t.equal(await ipOf('198.51.100.1, 203.0.113.9, 10.1.2.3'), '203.0.113.9')
    t.equal(await ipOf('203.0.113.9:5000, 10.1.2.3'), '10.1.2.3', 'as far as there are addresses')
    t.equal(await ipOf('10.9.9.9'), '10.9.9.9')
  })

  t.test('may have any name, and any word for HTTPS', async (t) => {
    const { ask } = serve(t, {
      realIpHeader: 'CF-Connecting-IP',
      secureSchemeHeader: 'X-Forwarded-Ssl=on'
    })
    const headers = { 'cf-connecting-ip': '203.0.113.9', 'x-forwarded-ssl': 'on', 'x-real-ip': '192.0.2.1' }
    t.match(await ask(headers), { ip: '203.0.113.9', protocol: 'https' })
    t.match(await ask({ 'x-forwarded-proto': 'https' }), { ip: PROXY, protocol: 'http' })
  })
})

test('the log warns once', async (t) => {
  for (const [what, headers, says] of [
    [
      'of a proxy that sends the other header',
      { 'x-forwarded-for': '203.0.113.9' },
      /X-Forwarded-For and no X-Real-IP/
    ],
    [
      'of two headers that differ',
      { 'x-forwarded-for': '203.0.113.9', 'x-real-ip': '203.0.113.10' },
      /X-Forwarded-For and X-Real-IP with different visitors/
    ],
    ['of an address with a port', { 'x-real-ip': '203.0.113.9:5000' }, /X-Real-IP that is no address/]
  ] as const) {
    await t.test(what, async (t) => {
      const { ask, warnings } = serve(t)
      for (let time = 0; time < 2; time++) await ask(headers)
      t.match(warnings(), [says])
      t.match(warnings(), [new RegExp(`The trusted proxy ${PROXY} sends`)])
      t.equal(warnings().length, 1)
    })
  }

  await t.test('and not of what agrees, nor of strangers', async (t) => {
    const { ask, warnings } = serve(t)
    await ask({ 'x-real-ip': '203.0.113.9' })
    await ask({ 'x-real-ip': '203.0.113.9', 'x-forwarded-for': '198.51.100.1, 203.0.113.9' })
    await ask({ 'x-real-ip': 'unknown', 'x-forwarded-for': '198.51.100.1' }, STRANGER)
    t.same(warnings(), [])
  })
})

function serve(t: Test, flags = {}) {
  const { config } = readSettings(NO_SETTINGS, { flags: { logLevel: 'warn', ...flags }, env: {} })
  const errors = new PassThrough({ encoding: 'utf8' })
  const app = createServer(config, { error: errors, reopen() {}, close() {} })
  t.teardown(() => app.close())
  app.get('/visitor', async ({ ip, ips = null, host, hostname, port, protocol }) => {
    return { ip, ips, host, hostname, port, protocol }
  })
  let logged = ''
  return {
    app,
    async ask(headers: Record<string, string>, remoteAddress = PROXY) {
      const asked = { url: '/visitor', headers: { host: 'shop.example', ...headers }, remoteAddress }
      return (await app.inject(asked)).json()
    },
    warnings(): string[] {
      logged += errors.read() ?? ''
      return logged
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line).msg)
    }
  }
}
