import tap, { test } from 'tap'
import { newPerson } from '../src/testing/index.js'
import { HOSTILE } from './fixtures/hostile-bodies.js'
import { sendRaw } from './fixtures/send-raw.js'
import { usersApp } from './fixtures/users-app.js'

const app = await usersApp(tap)

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

test('POST /users/logout of who is not logged in leaves nothing behind', async (t) => {
  const before = await app.db.session.count()
  const { statusCode, headers } = await app.client().submit('/users/logout')
  t.equal(statusCode, 303)
  t.equal(headers['set-cookie'], undefined)
  t.equal(await app.db.session.count(), before)
})

async function sessionIds(): Promise<string[]> {
  return (await app.db.session.findMany({ select: { id: true } })).map(({ id }) => id)
}
