import { randomBytes } from 'node:crypto'
import type { TestClient } from '@larder/testing'
import tap, { test } from 'tap'
import { signUp, usersBehave } from '../src/testing/index.js'
import { HOSTILE } from './fixtures/hostile-bodies.js'
import { sendRaw } from './fixtures/send-raw.js'
import { member, usersApp } from './fixtures/users-app.js'

const app = await usersApp(tap)

test('the users, served alone', (t) => usersBehave(t, app))

test('/users/account', async (t) => {
  t.test('leaves what a program does not send as it is', async (t) => {
    const { client, fields } = await signUp(app)
    const { user_name, email } = fields
    const account = {
      name: user_name,
      user_name,
      email: null,
      pending_email: email,
      gender: 'male',
      role: 'customer'
    }
    t.same((await client.post('/users/account', { gender: 'male' })).json(), account)
    const renamed = await client.post('/users/account', { user_name: `${user_name}b` })
    t.same(renamed.json(), { ...account, user_name: `${user_name}b` })
    t.match((await client.post('/users/account')).json(), { gender: 'male' })
    t.match((await client.post('/users/account', { gender: null })).json(), { gender: null })
  })

  t.test('lets one write the own name in another case', async (t) => {
    const { client, fields } = await signUp(app)
    const response = await client.post('/users/account', { user_name: fields.user_name.toUpperCase() })
    t.equal(response.json().user_name, fields.user_name.toUpperCase())
  })

  t.test('refuses a gender that is not on the list and a name that is taken', async (t) => {
    const { client } = await signUp(app)
    const other = await signUp(app)
    for (const gender of ['unsaid', 'toString', 'FEMALE']) {
      const response = await client.post('/users/account', { gender })
      t.equal(response.statusCode, 422)
      t.match(response.json().problems, { gender: /list/ })
    }
    const form = await client.submit('/users/account', {
      user_name: 'Fine',
      gender: 'unsaid',
      email: 'x@y.example'
    })
    t.equal(form.statusCode, 422)
    t.match(form.body, 'id="gender-problem" class="problem">Please choose a value from the list.')
    t.notMatch(form.body, 'x@y.example')
    const taken = await client.submit('/users/account', { user_name: other.fields.user_name, gender: '' })
    t.equal(taken.statusCode, 422)
    t.match(taken.body, 'id="user_name-problem" class="problem">This user name is taken.')
  })

  t.test('takes no field that is not asked for', async (t) => {
    const { client, fields } = await signUp(app)
    const before = await app.db.user.findFirstOrThrow({ where: { pendingEmail: fields.email } })
    await client.post('/users/account', {
      id: 1,
      role: 'admin',
      emailVerified: true,
      userId: 1,
      email: 'other@example.org',
      passwordHash: 'x',
      gender: 'other'
    })
    const after = await app.db.user.findFirstOrThrow({ where: { pendingEmail: fields.email } })
    t.same(after, { ...before, gender: 'other' })
  })

  t.test('of somebody who was removed is nobody’s', async (t) => {
    for (const [ask, wanted] of [
      [(client: TestClient) => client.get('/users/account'), 401],
      [(client: TestClient) => client.post('/users/account', { gender: 'other' }), 401],
      [(client: TestClient) => client.visit('/users/account'), 303],
      [(client: TestClient) => client.submit('/users/account', { gender: 'other' }), 303]
    ] as const) {
      const { client, fields } = await signUp(app)
      await app.db.user.deleteMany({ where: { pendingEmail: fields.email } })
      const response = await ask(client)
      t.equal(response.statusCode, wanted)
      if (wanted === 303) t.match(response.headers.location, /^\/users\/login/)
      t.equal((await client.visit('/users/login')).statusCode, 200, 'and may log in as somebody else')
    }
  })

  t.test('is kept in no cache', async (t) => {
    const { client } = await signUp(app)
    for (const response of [
      await client.visit('/users/account'),
      await client.get('/users/account'),
      await client.submit('/users/account', { gender: 'x' }),
      await client.post('/users/account', { gender: 'other' }),
      await app.client().get('/users/account')
    ]) {
      t.equal(response.headers['cache-control'], 'no-store')
    }
  })
})

test('POST /users/register, login and account', async (t) => {
  const urls = ['/users/register', '/users/login', '/users/account']

  t.test('answer what cannot be a body with a clear 4xx', async (t) => {
    const { client } = await signUp(app)
    for (const url of urls) {
      for (const [body, type, status] of HOSTILE) {
        const response = await sendRaw(client, url, body, type)
        t.equal(response.statusCode, status, `${url} ${type} ${body.slice(0, 40)}`)
        t.match(response.json().message, /\w/)
      }
    }
  })

  t.test('answer text that no database holds with a clear 4xx', async (t) => {
    const { client, fields } = await signUp(app)
    for (const url of urls) {
      for (const value of [
        '\u0000',
        'a\u0000b',
        '\ud800',
        'x\udc00',
        '‮',
        '😀',
        'x'.repeat(1_000),
        `''; DROP TABLE users; --`
      ]) {
        const sent = { user_name: value, password: value, email: value, gender: value }
        const response = await client.post(url, { ...fields, ...sent })
        t.ok(response.statusCode >= 400 && response.statusCode < 500, `${url} ${JSON.stringify(value)}`)
      }
    }
  })

  t.test('refuse another site', async (t) => {
    const { client, fields } = await signUp(app)
    for (const url of [...urls, '/users/logout']) {
      for (const headers of [
        { origin: 'https://evil.example' },
        { origin: 'null' },
        { 'sec-fetch-site': 'cross-site' }
      ]) {
        const response = await client.request({ method: 'POST', url, headers, payload: fields })
        t.equal(response.statusCode, 403, `${url} ${JSON.stringify(headers)}`)
      }
    }
    t.equal((await client.get('/users/account')).json().user_name, fields.user_name, 'nothing happened')
  })
})

test('the pages in Chinese', async (t) => {
  const app = await usersApp(t, { secretKey: randomBytes(32).toString('base64') }, 'zh-Hans')
  const { client } = await member(app, app.client(), { name: '李四' })
  const guest = app.client()
  const pages = [
    ...['login', 'register', 'forgot', 'reset?token=x'].map((page) => guest.visit(`/users/${page}`)),
    ...['account', 'password', 'email', 'sessions', 'delete', 'second-factor/set-up'].map((page) =>
      client.visit(`/users/${page}`)
    ),
    guest.submit('/users/login', { user_name: 'li', password: '' }),
    guest.submit('/users/register', { email: 'li', password: 'li' }),
    guest.submit('/users/forgot', { email: 'li@example.org' })
  ]
  for (const { body } of await Promise.all(pages)) {
    t.match(body, '<html lang="zh-Hans">')
    t.notMatch(body.replace(/<svg.*<\/svg>|<[^>]*>/gs, ' '), /[a-z]{2,} +[a-z]{2,}/)
    t.notMatch(body, /(label|placeholder|data-\w+)="[^"]*[a-z]{2,} [a-z]{2,}/i)
  }
})
