import { recordMessages } from '@larder/mail'
import { countQueries } from '@larder/testing'
import { until } from '@larder/until'
import tap, { test } from 'tap'
import { USERS_ERR_BUSY } from '../src/errors.js'
import { onlyUser } from '../src/login/find-candidates.js'
import { createLoginThrottle } from '../src/login/login-throttle.js'
import { linkIn, newPerson } from '../src/testing/index.js'
import { beginSpan } from './fixtures/begin-span.js'
import { forgotAt, loginTo, member, usersApp } from './fixtures/users-app.js'

const app = await usersApp(tap)
const login = loginTo(app)
const forgot = forgotAt(app)
const QUARTER = 15 * 60_000
const NEW_PASSWORD = 'quince jelly and toast'

test('changing the password', async (t) => {
  t.test('asks for the present one, ends the other sessions and sends a notice', async (t) => {
    const { client, fields, id } = await member(app)
    const other = app.client()
    await other.post('/users/login', fields)
    const before = await app.db.session.findMany({ where: { userId: id }, select: { id: true } })
    t.equal(before.length, 2)

    const wrong = { current_password: 'plum jam and roast', new_password: NEW_PASSWORD }
    t.match((await client.post('/users/password', wrong)).json().problems, { current_password: /current/ })
    const right = { ...wrong, current_password: fields.password }
    const messages = await recordMessages(app, async () => {
      t.equal((await client.submit('/users/password', right)).headers.location, '/users/account')
    })
    t.match(messages, [{ to: [fields.email], subject: 'Your password was changed' }])
    t.match((await client.visit('/users/account')).body, 'Your password is changed.')
    t.equal((await other.get('/users/account')).statusCode, 401)
    const after = await app.db.session.findMany({ where: { userId: id }, select: { id: true } })
    t.equal(after.length, 1)
    t.notOk(
      before.some((session) => session.id === after[0]?.id),
      'this one has another id'
    )
    t.equal((await login(fields.user_name, fields.password)).json().code, 2)
    t.equal((await login(fields.user_name, NEW_PASSWORD)).json().code, 0)
  })

  t.test('takes none that is easily guessed, and keeps none in the form', async (t) => {
    const { client, fields } = await member(app)
    for (const new_password of ['sunshine', fields.user_name.padEnd(8, '0'), 'short', '']) {
      const sent = { current_password: fields.password, new_password }
      const { statusCode, body } = await client.submit('/users/password', sent)
      t.equal(statusCode, 422)
      t.match(body, 'id="new_password-problem"')
      t.notMatch(body, fields.password)
    }
  })

  t.test('of two at the same moment does one', async (t) => {
    const { client, fields, id } = await member(app)
    const sent = { current_password: fields.password, new_password: NEW_PASSWORD }
    // Opens a connection for each, for which the second would wait until the first has ended its session.
    await Promise.all([client.get('/users/account'), client.get('/users/account')])
    const answers = await Promise.all([
      client.post('/users/password', sent),
      client.post('/users/password', sent)
    ])
    t.same(answers.map(({ statusCode }) => statusCode).sort(), [200, 422])
    t.equal(await app.db.session.count({ where: { userId: id } }), 1)
  })
})

test('a change of the password that is undone before it is answered signs nobody in', async (t) => {
  const { client, fields, id } = await member(app)
  app.onSignIn(async (_request, user) => {
    if (user.id === id) await app.db.user.update({ where: { id }, data: { passwordHash: 'another' } })
  })
  const sent = { current_password: fields.password, new_password: NEW_PASSWORD }
  t.equal((await client.post('/users/password', sent)).statusCode, 401)
  t.equal(await app.db.session.count({ where: { userId: id } }), 0)
})

test('a log-in that is under way when the password or the role changes', async (t) => {
  for (const [what, change] of [
    ['password', { passwordHash: 'another' }],
    ['role', { role: 'staff' }]
  ] as const) {
    await t.test(`signs nobody in with the old ${what}`, async (t) => {
      const { fields, id } = await member(app)
      const client = app.client()
      let answer: ReturnType<typeof client.post> | undefined
      await app.db.$transaction(async (tx) => {
        await tx.user.update({ where: { id }, data: change })
        await tx.session.deleteMany({ where: { userId: id } })
        answer = client.post('/users/login', fields)
        // It has read the old one and written its session beside the first, and waits for us.
        const findSessions = () => app.db.session.count({ where: { userId: id } })
        await until(async () => (await findSessions()) === 2, 'the log-in has written its session')
      })
      t.equal((await answer)?.json().code, 2)
      t.equal(await app.db.session.count({ where: { userId: id } }), 0)
      t.equal((await client.get('/users/account')).statusCode, 401)
    })
  }
})

test('wrong passwords', async (t) => {
  beginSpan(t, QUARTER)

  t.test('are too many after ten, whether or not there is such a user', async (t) => {
    const { fields } = await member(app)
    for (const user_name of [fields.user_name, 'nobody of that name']) {
      const statuses = []
      for (const _ of Array(10)) statuses.push((await login(user_name, 'wrong')).statusCode)
      t.same(new Set(statuses), new Set([401]))
      const refused = await login(user_name, fields.password)
      t.equal(refused.statusCode, 429)
      t.match(refused.json(), { code: 4, message: /14 minutes/ })
      t.equal(refused.headers['retry-after'], '840')
      const page = await app.client().submit('/users/login', { user_name, password: fields.password })
      t.equal(page.statusCode, 429)
      t.match(page.body, /again in 14 minutes.*href="\/users\/forgot"/s, 'with the way out')
    }
  })

  t.test('tell nobody that a name and an address are of one account', async (t) => {
    const { fields } = await member(app)
    for (const _ of Array(10)) await login(fields.user_name, 'wrong')
    for (const email of [fields.email, 'nobody@example.net']) {
      t.equal((await login(email, 'wrong')).statusCode, 401, email)
    }
  })

  t.test('are counted of an address that several claim, and not by the browser of one of them', async (t) => {
    const email = 'claimed@example.org'
    const [own, other] = [app.client(), app.client()]
    await own.post('/users/register', newPerson({ email }))
    await other.post('/users/register', newPerson({ email, password: NEW_PASSWORD }))
    const statuses = []
    for (const _ of Array(12)) {
      statuses.push((await own.post('/users/login', { user_name: email, password: 'wrong' })).statusCode)
    }
    t.same(statuses, [...Array(10).fill(401), 429, 429])
    t.equal((await login(email, NEW_PASSWORD)).statusCode, 429, 'whoever tried them out')
    t.equal((await other.post('/users/login', { user_name: email, password: NEW_PASSWORD })).json().code, 0)
  })

  t.test('are as many as one likes where the app says so', async (t) => {
    const app = await usersApp(t, { wrongPasswords: 0 })
    const tried = { user_name: '123', password: 'tom' }
    for (const _ of Array(12)) t.equal((await app.client().post('/users/login', tried)).json().code, 2)
  })

  t.test('cost the same work whether or not there is such a user', async (t) => {
    const { fields } = await member(app)
    const statements = (user_name: string, cookie: string) => {
      const payload = { user_name, password: 'plum jam and roast' }
      const headers = { accept: 'application/json', cookie }
      return countQueries(() => app.inject({ method: 'POST', url: '/users/login', payload, headers }))
    }
    for (const cookie of ['', `device=${'x'.repeat(43)}`]) {
      t.equal(await statements(fields.user_name, cookie), await statements('nobody', cookie), cookie)
      t.equal(await statements(fields.email, cookie), await statements('nobody@example.org', cookie))
    }
  })

  t.test('of strangers do not lock out who has logged in here before, or comes by mail', async (t) => {
    const [{ fields }, other] = [await member(app), await member(app)]
    const [home, elsewhere] = [app.client(), app.client()]
    await home.post('/users/login', fields)
    await elsewhere.post('/users/login', other.fields)
    for (const _ of Array(10)) await login(fields.user_name, 'wrong')
    await home.post('/users/logout')
    t.equal((await elsewhere.post('/users/login', fields)).statusCode, 429, 'known, but to another')
    t.equal((await home.post('/users/login', fields)).json().code, 0)

    const { token } = linkIn(await forgot(fields.email))
    await elsewhere.post('/users/reset', { token, password: NEW_PASSWORD })
    t.equal((await elsewhere.post('/users/login', { ...fields, password: NEW_PASSWORD })).json().code, 0)
    t.equal(
      (await home.post('/users/login', { ...fields, password: NEW_PASSWORD })).statusCode,
      429,
      'known no more'
    )
  })

  t.test('at the same moment are counted all the same', async (t) => {
    const { fields } = await member(app)
    const answers = await Promise.all(Array.from({ length: 30 }, () => login(fields.user_name, 'wrong')))
    const tried = answers.filter(({ statusCode }) => statusCode === 401).length
    t.equal(tried, 10, 'so many were looked at')
  })

  t.test('at the same moment in many workers are ten, and only those that were wrong', async (t) => {
    async function verify(_hash: unknown, password: string): Promise<boolean> {
      if (password === 'too late') throw new USERS_ERR_BUSY()
      return password === 'right'
    }
    const somebody = onlyUser({ passwordHash: 'hash' })
    const attempt = (password: string) =>
      createLoginThrottle(10, verify)(app.db, 'of somebody', somebody, password)
    for (const _ of Array(12)) {
      t.match(await attempt('right'), { outcome: 'right' })
      await t.rejects(attempt('too late'), new USERS_ERR_BUSY())
    }
    const outcomes = await Promise.all(Array.from({ length: 90 }, () => attempt('wrong')))
    t.equal(outcomes.filter(({ outcome }) => outcome === 'wrong').length, 10)
    t.match(await attempt('right'), { outcome: 'limited', left: 840_000 })
  })

  t.test('are counted too where the present one is asked for', async (t) => {
    const { client, fields } = await member(app)
    for (const _ of Array(10)) {
      await client.post('/users/email', { email: 'x@example.org', password: 'plum jam and roast' })
    }
    const sent = { current_password: fields.password, new_password: NEW_PASSWORD }
    t.equal((await client.post('/users/password', sent)).statusCode, 429)
    for (const [url, sent] of [
      ['/users/password', { current_password: fields.password, new_password: NEW_PASSWORD }],
      ['/users/email', { ...fields, email: 'x@example.org' }]
    ] as const) {
      const { statusCode, body } = await client.submit(url, sent)
      t.equal(statusCode, 429)
      t.match(body, `<form method="post" action="${url}">`, 'the form, to be tried again')
    }
    t.equal((await login(fields.user_name, fields.password)).json().code, 0, 'and a log-in is another matter')
  })
})
