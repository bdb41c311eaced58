import tap, { test } from 'tap'
import { newPerson } from '../src/testing/index.js'
import { usersApp } from './fixtures/users-app.js'

const app = await usersApp(tap)

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
