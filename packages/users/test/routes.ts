import { randomBytes } from 'node:crypto'
import type { TestClient } from '@larder/testing'
import tap, { test } from 'tap'
import { newPerson, signUp, usersBehave } from '../src/testing/index.js'
import { sendRaw } from './fixtures/send-raw.js'
import { member, usersApp } from './fixtures/users-app.js'

const app = await usersApp(tap)

test('the users, served alone', (t) => usersBehave(t, app))

test('POST /users/login', async (t) => {
  const anna = newPerson()
  await app.client().post('/users/register', anna)
  await app.db.user.update({
    where: { userNameKey: anna.user_name.toLowerCase() },
    data: { email: anna.email, pendingEmail: null }
  })
  const wrong = { ...anna, password: 'plum jam and roast' }

  t.test('with nothing answers code 1', async (t) => {
    const response = await app.client().post('/users/login', {})
    t.equal(response.json().code, 1)
    t.equal(response.statusCode, 400)
  })

  t.test('with a wrong name and password answers code 2', async (t) => {
    const response = await app.client().post('/users/login', { user_name: '123', password: 'tom' })
    t.equal(response.json().code, 2)
    t.equal(response.statusCode, 401)
  })

  t.test('with the right ones answers code 0 and signs in', async (t) => {
    const client = app.client()
    const response = await client.post('/users/login', anna)
    t.equal(response.statusCode, 200)
    t.match(response.json(), { code: 0, user: { user_name: anna.user_name } })
    t.equal((await client.get('/users/account')).json().user_name, anna.user_name)
  })

  t.test('takes the name in any case, and the e-mail address', async (t) => {
    for (const user_name of [anna.user_name.toUpperCase(), ` ${anna.user_name} `, anna.email.toUpperCase()]) {
      const response = await app.client().post('/users/login', { ...anna, user_name })
      t.equal(response.json().code, 0, user_name)
    }
  })

  t.test('answers a program that sends a form as one that sends JSON', async (t) => {
    for (const [fields, status, code] of [
      [anna, 200, 0],
      [{ user_name: anna.user_name }, 400, 1],
      [wrong, 401, 2]
    ] as const) {
      const form = new URLSearchParams(Object.entries(fields)).toString()
      const parts = Object.entries(fields).map(
        ([name, value]) => `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
      )
      for (const [body, type] of [
        [form, 'application/x-www-form-urlencoded'],
        // As `curl -F` and Postman's "form-data" send it.
        [`${parts.join('')}--x--\r\n`, 'multipart/form-data; boundary=x']
      ] as const) {
        const response = await sendRaw(app.client(), '/users/login', body, type)
        t.equal(response.statusCode, status, type)
        t.equal(response.json().code, code)
      }
    }
  })

  t.test('answers code 1 when a field is empty or the body is', async (t) => {
    for (const [body, type] of [
      [undefined, undefined],
      ['', undefined],
      ['', 'application/json'],
      ['', 'application/x-www-form-urlencoded'],
      ['null', 'application/json'],
      ['{"user_name":"","password":"plum"}', 'application/json'],
      ['user_name=Anna&password=', 'application/x-www-form-urlencoded']
    ] as const) {
      const response = await sendRaw(app.client(), '/users/login', body, type)
      t.equal(response.statusCode, 400, `${type}: ${body}`)
      t.equal(response.json().code, 1, `${type}: ${body}`)
    }
  })

  t.test('answers code 3 when the body cannot be read, with the status that says why', async (t) => {
    for (const [body, type, status] of HOSTILE) {
      const response = await sendRaw(app.client(), '/users/login', body, type)
      t.equal(response.statusCode, status, `${type}: ${body.slice(0, 40)}`)
      t.match(response.json(), { code: 3, message: String })
    }
  })

  t.test('answers an unknown name as it answers a wrong password', async (t) => {
    const known = await app.client().post('/users/login', wrong)
    const unknown = await app.client().post('/users/login', { ...wrong, user_name: 'nobody at all' })
    t.equal(unknown.statusCode, known.statusCode)
    t.same(unknown.json(), known.json())
  })

  t.test('sends a browser on to where it came from', async (t) => {
    const response = await app.client().submit('/users/login', { ...anna, next: '/goods?q=plum' })
    t.equal(response.statusCode, 303)
    t.equal(response.headers.location, '/goods?q=plum')
  })

  t.test('sends a browser nowhere else', async (t) => {
    for (const next of [
      '//evil.example',
      '/\\evil.example',
      'https://evil.example',
      'javascript:alert(1)',
      ''
    ]) {
      const response = await app.client().submit('/users/login', { ...anna, next })
      t.equal(response.statusCode, 303)
      t.equal(response.headers.location, '/', next)
    }
  })

  t.test('shows a browser the form again with what was wrong', async (t) => {
    const response = await app.client().submit('/users/login', { ...wrong, next: '/carts' })
    t.equal(response.statusCode, 401)
    t.match(response.headers['content-type'], 'text/html')
    t.match(response.body, 'Wrong name or password.')
    t.match(response.body, `value="${anna.user_name}"`)
    t.match(response.body, 'name="next" value="/carts"')
    t.notMatch(response.body, wrong.password)

    const empty = await app.client().submit('/users/login')
    t.equal(empty.statusCode, 400)
    t.match(empty.body, 'Please enter your e-mail address or user name, and your password.')
  })

  t.test('gives the session a new id', async (t) => {
    const client = app.client()
    await client.post('/users/login', anna)
    const before = await sessionIds()
    const response = await client.post('/users/login', anna)
    t.equal(response.cookies.filter(({ name }) => name === 'session').length, 1)
    const after = await sessionIds()
    t.equal(after.filter((id) => !before.includes(id)).length, 1)
    t.equal(before.filter((id) => !after.includes(id)).length, 1, 'the old one is gone')
  })
})

test('POST /users/register', async (t) => {
  t.test('answers a program 201 and signs it in', async (t) => {
    const client = app.client()
    const bert = newPerson()
    const response = await client.post('/users/register', bert)
    t.equal(response.statusCode, 201)
    t.match(response.json(), { code: 0, user: { id: Number, user_name: bert.user_name } })
    t.match((await client.get('/users/account')).json(), { email: null, pending_email: bert.email })
  })

  t.test('sends a browser on, signed in', async (t) => {
    const client = app.client()
    const bert = newPerson()
    const response = await client.submit('/users/register', { ...bert, next: '/carts' })
    t.equal(response.statusCode, 303)
    t.equal(response.headers.location, '/carts')
    t.match((await client.visit('/users/account')).body, bert.email)
  })

  t.test('says what is wrong beside each field and keeps what was given, but not the password', async (t) => {
    const given = { user_name: '"<b>', email: 'anna at home', password: 'shorty!', next: '/carts' }
    const { statusCode, body } = await app.client().submit('/users/register', given)
    t.equal(statusCode, 422)
    t.match(body, 'id="user_name-problem" class="problem">A user name has 2 to 32 letters')
    t.match(body, 'id="email-problem" class="problem">Please enter an e-mail address.')
    t.match(body, 'id="password-problem" class="problem">Use at least 8 characters.')
    t.match(body, 'value="&quot;&lt;b&gt;"')
    t.match(body, 'value="anna at home"')
    t.match(body, 'name="next" value="/carts"')
    t.notMatch(body, given.password)
  })

  t.test('tells a program what is wrong by the name of the field', async (t) => {
    for (const [field, value] of [
      ['user_name', 'a'],
      ['user_name', 'a'.repeat(33)],
      ['user_name', 'anna@home'],
      ['email', 'anna@home'],
      ['email', `${'a'.repeat(250)}@example.org`],
      ['password', 'a'.repeat(129)],
      ['password', '']
    ] as const) {
      const response = await app.client().post('/users/register', newPerson({ [field]: value }))
      t.equal(response.statusCode, 422, `${field} ${value}`)
      t.equal(response.json().code, 1)
      t.same(Object.keys(response.json().problems), [field])
    }
    const nothing = await app.client().post('/users/register')
    t.same(Object.keys(nothing.json().problems), ['name', 'email', 'password'])
  })

  t.test('says when the name is taken', async (t) => {
    await app.client().post('/users/register', newPerson({ user_name: 'taken' }))
    const sameName = await app.client().post('/users/register', newPerson({ user_name: 'TAKEN' }))
    t.equal(sameName.statusCode, 422)
    t.match(sameName.json().problems, { user_name: /taken/ })
  })

  t.test('gives a name to one of twenty who ask at the same moment', async (t) => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        app.client().post('/users/register', newPerson({ user_name: 'Twenty' }))
      )
    )
    const refused = answers.filter((answer) => answer.statusCode === 422)
    t.equal(answers.filter((answer) => answer.statusCode === 201).length, 1)
    t.equal(refused.length, 19)
    for (const answer of refused) t.match(answer.json().problems, { user_name: /taken/ })
    t.equal(await app.db.user.count({ where: { userNameKey: 'twenty' } }), 1)
  })

  t.test('takes no field that is not asked for', async (t) => {
    const extra = {
      id: 77_777,
      role: 'admin',
      emailVerified: true,
      userId: 1,
      passwordHash: 'x',
      userNameKey: 'x',
      gender: 'female',
      createdAt: '2001-01-01'
    }
    const cesar = newPerson()
    await app.client().post('/users/register', { ...cesar, ...extra })
    const row = await app.db.user.findUniqueOrThrow({ where: { userNameKey: cesar.user_name.toLowerCase() } })
    t.notMatch(row, { id: extra.id })
    t.equal(row.role, 'customer')
    t.equal(row.email, null, 'it is not proved')
    t.equal(row.gender, null)
    t.equal(row.userNameKey, cesar.user_name.toLowerCase())
    t.match(row.passwordHash, /^\$argon2id\$/)
    t.ok(row.createdAt.getFullYear() > 2001)
  })
})

test('POST /users/logout of who is not logged in leaves nothing behind', async (t) => {
  const before = await app.db.session.count()
  const { statusCode, headers } = await app.client().submit('/users/logout')
  t.equal(statusCode, 303)
  t.equal(headers['set-cookie'], undefined)
  t.equal(await app.db.session.count(), before)
})

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

const JSON_TYPE = 'application/json'
const FORM_TYPE = 'application/x-www-form-urlencoded'
const HOSTILE = [
  ['[]', JSON_TYPE, 400],
  ['"Anna"', JSON_TYPE, 400],
  ['5', JSON_TYPE, 400],
  ['{', JSON_TYPE, 400],
  ['{"user_name":{"a":1}}', JSON_TYPE, 400],
  ['{"user_name":["a","b"]}', JSON_TYPE, 400],
  ['{"user_name":{"contains":""},"password":{"not":""}}', JSON_TYPE, 400],
  ['{"__proto__":{"user_name":"a"}}', JSON_TYPE, 400],
  [`{"user_name":"${'a'.repeat(1_001)}"}`, JSON_TYPE, 400],
  [`{"user_name":"${'a'.repeat(1_100_000)}"}`, JSON_TYPE, 413],
  ['user_name=a&user_name=b', FORM_TYPE, 400],
  ['user_name=%00', FORM_TYPE, 400],
  ['<user_name>a</user_name>', 'text/xml', 415],
  ['--x', 'multipart/form-data; boundary=x', 400],
  [
    '--x\r\nContent-Disposition: form-data; name="user_name"; filename="a"\r\n\r\na\r\n--x--',
    'multipart/form-data; boundary=x',
    415
  ],
  ['user_name=a', 'no type at all', 415],
  ['{"user_name":"a"}', undefined, 415]
] as const

async function sessionIds(): Promise<string[]> {
  return (await app.db.session.findMany({ select: { id: true } })).map(({ id }) => id)
}

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
