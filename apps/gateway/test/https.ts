import { PassThrough } from 'node:stream'
import { freshDatabase, testApp } from '@larder/testing'
import { test } from 'tap'
import shop from '../src/app.js'
import { createServer } from '../src/server.js'
import { readConfig } from '../src/settings/read-config.js'

const HTML = { accept: 'text/html' }
const LOGS = { reopen() {}, close() {} }

test('the shop behind HTTPS, with payment at Stripe', async (t) => {
  const stripe = { secretKey: 'sk_test_1', webhookSecret: 'whsec_1' }
  const app = await testApp(t, [shop, { publicUrl: new URL('https://shop.example'), stripe }])
  const response = await app.inject('/')
  t.match(response.headers['content-security-policy'], 'upgrade-insecure-requests')
  t.match(response.headers['content-security-policy'], "form-action 'self' https://checkout.stripe.com;")
  t.match(response.headers['strict-transport-security'], 'max-age=31536000')
  t.equal(app.payments.methods[0]?.name, 'stripe')
  const forged = { method: 'POST', url: '/payments/stripe/events', payload: { id: 'evt_1' } } as const
  t.equal((await app.inject(forged)).json().code, 'STRIPE_ERR_SIGNATURE')
})

test('a shop whose public URL is https', async (t) => {
  const url = await freshDatabase(t)
  const error = new PassThrough({ encoding: 'utf8' })
  const { config } = readConfig({
    flags: { publicUrl: 'https://shop.example', poolSize: '2', maxEventLoopDelay: '0' },
    env: {}
  })
  const app = createServer(config, url, { ...LOGS, error })
  t.teardown(() => app.close())
  let customers = 0
  async function register(headers: Record<string, string>, remoteAddress = '127.0.0.1') {
    customers += 1
    const payload = {
      user_name: `tom${customers}`,
      email: `tom${customers}@example.org`,
      password: 'a good password'
    }
    const response = await app.inject({
      method: 'POST',
      url: '/users/register',
      headers,
      remoteAddress,
      payload
    })
    const logged: Record<string, unknown>[] = String(error.read() ?? '')
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line))
    return { response, logged }
  }

  await t.test('signs visitors in, whatever the last proxy speaks', async (t) => {
    for (const told of ['https', 'http', undefined]) {
      const { response } = await register(told ? { 'x-forwarded-proto': told } : {})
      t.equal(response.statusCode, 201)
      t.match(
        response.cookies.filter(({ name }) => name === '__Host-session'),
        [{ secure: true, path: '/', httpOnly: true }],
        `X-Forwarded-Proto: ${told}`
      )
    }
  })

  await t.test('warns of log-ins by plain HTTP from elsewhere', async (t) => {
    const warning = {
      level: 40,
      msg: /A log-in came by plain HTTP from 203\.0\.113\.9, which is no trusted proxy/
    }
    t.match((await register({ 'x-forwarded-proto': 'https' }, '203.0.113.9')).logged, [warning])
    t.notMatch((await register({ 'x-real-ip': '203.0.113.9' })).logged, [warning])
  })

  await t.test('writes the visitor’s address into events and the list of sessions', async (t) => {
    const { response, logged } = await register({
      'x-real-ip': '203.0.113.9',
      'x-forwarded-for': '198.51.100.1'
    })
    t.match(
      logged.filter(({ event }) => event),
      [{ event: 'registered', ip: '203.0.113.9' }]
    )
    const session = response.cookies.find(({ name }) => name === '__Host-session')
    const headers = { cookie: `__Host-session=${session?.value}` }
    t.match(
      (
        await app.inject({ url: '/users/sessions', headers: { ...headers, accept: 'application/json' } })
      ).json(),
      {
        sessions: [{ address: '203.0.113.9', current: true }]
      }
    )
    const page = await app.inject({ url: '/users/sessions', headers: { ...headers, ...HTML } })
    t.match(page.body, 'from 203.0.113.9')
  })
})
