import { recordMessages } from '@larder/mail'
import { countQueries } from '@larder/testing'
import tap, { test } from 'tap'
import { linkIn, newPerson } from '../src/testing/index.js'
import { deleteExpiredTokens } from '../src/tokens.js'
import { beginSpan } from './fixtures/begin-span.js'
import { sendRaw } from './fixtures/send-raw.js'
import { forgotAt, loginTo, member, usersApp } from './fixtures/users-app.js'

const app = await usersApp(tap)
const login = loginTo(app)
const forgot = forgotAt(app)
const proved: { id: number; email: string }[] = []
app.onAddressProved(async (_tx, user) => void proved.push(user))
const QUARTER = 15 * 60_000
const NEW_PASSWORD = 'quince jelly and toast'

test('registering', async (t) => {
  t.test('asks for a proof of the address, by a link with a button behind it', async (t) => {
    const [client, anna] = [app.client(), newPerson()]
    const messages = await recordMessages(app, () => client.post('/users/register', anna))
    t.match(messages, [{ to: [anna.email], subject: 'Please confirm your e-mail address' }])
    const { path, token } = linkIn(messages)
    t.match(path, /^\/users\/confirm\?token=[\w-]{43}$/)
    t.notMatch(JSON.stringify(await app.db.userToken.findMany()), token, 'the table has no secret')
    t.match(await app.db.mail.findFirst({ orderBy: { id: 'desc' } }), { secret: true })

    const page = await client.visit(path)
    t.match(page.body, `<input type="hidden" name="token" value="${token}">`)
    t.match(page.headers, { 'referrer-policy': 'strict-origin', 'cache-control': 'no-store' })
    t.match((await client.get('/users/account')).json(), { email: null, pending_email: anna.email })
    t.equal((await login(anna.email, anna.password)).json().code, 0, 'its owner logs in by it before')

    t.same(proved, [], 'no hook hears of an address that is claimed only')
    t.equal((await client.submit('/users/confirm', { token })).headers.location, '/users/account')
    t.match(proved, [{ email: anna.email }])
    t.match((await client.get('/users/account')).json(), { email: anna.email, pending_email: null })
    t.equal((await login(anna.email, anna.password)).json().code, 0)
    t.equal((await client.post('/users/confirm', { token })).statusCode, 400, 'a link works once')
    const again = await client.visit(path)
    t.equal(again.statusCode, 400, 'and does not ask for the button again')
    t.match(again.body, 'If you used it to confirm your address, there is nothing more to do.')
  })

  t.test('gives a proved address to nobody but who is logged in to the account', async (t) => {
    const [client, anna] = [app.client(), newPerson()]
    const { path, token } = linkIn(await recordMessages(app, () => client.post('/users/register', anna)))
    const reader = app.client()
    const url = new URL((await reader.visit(path)).headers.location ?? '', 'http://shop.example')
    t.equal(url.pathname, '/users/login')
    t.equal(url.searchParams.get('next'), path, 'and comes back')
    const login = await reader.visit(url.pathname + url.search)
    t.equal(login.headers['referrer-policy'], 'strict-origin', 'without a word to other pages')
    t.equal((await reader.post('/users/confirm', { token })).statusCode, 401)
    t.equal(
      (await reader.submit('/users/confirm', { token })).headers.location,
      `${url.pathname}${url.search}`
    )
    const { client: other } = await member(app)
    t.match((await other.visit(path)).body, 'for another account')
    t.equal((await other.post('/users/confirm', { token })).statusCode, 400)
    t.match((await client.get('/users/account')).json(), { email: null, pending_email: anna.email })
    t.equal((await client.post('/users/confirm', { token })).statusCode, 200)
  })

  t.test('mails nothing that was typed to an address that is not proved', async (t) => {
    const typed = { name: 'Call evil.example', user_name: 'www.evil.example' }
    const { client, fields } = await member(app, app.client(), { name: typed.name })
    const victim = newPerson(typed)
    const messages = await recordMessages(app, async () => {
      const stranger = app.client()
      await stranger.post('/users/register', victim)
      await stranger.post('/users/confirm/send')
      await stranger.post('/users/forgot', victim)
      await stranger.post('/users/email', { email: `other-${victim.email}`, password: victim.password })
      await client.post('/users/email', { ...fields, email: `new-${victim.email}` })
    })
    const strangers = messages.filter(({ to: [address] }) => address !== fields.email)
    t.equal(strangers.length, 5)
    t.notMatch(JSON.stringify(strangers), 'evil.example')
  })

  t.test('tells nobody but its owner that an address is taken', async (t) => {
    const owner = await member(app)
    const [anna, other] = [newPerson({ email: owner.fields.email }), newPerson()]
    const client = app.client()
    let taken = await app.client().post('/users/register', other)
    const free = taken
    const messages = await recordMessages(app, async () => {
      taken = await client.post('/users/register', anna)
    })
    t.equal(taken.statusCode, free.statusCode)
    t.same(Object.keys(taken.json()), Object.keys(free.json()))
    t.match(messages, [{ to: [owner.fields.email], subject: 'You already have an account' }])
    t.match(messages[0]?.text, owner.fields.user_name, 'who has proved it is called by name')
    t.match((await client.get('/users/account')).json(), { email: null, pending_email: anna.email })
    t.equal(
      (await login(anna.email, anna.password)).json().code,
      0,
      'the owner’s log-in, whose password is the same'
    )
    t.match((await owner.client.get('/users/account')).json(), { email: anna.email })
  })

  t.test('does as much for an address that is taken as for one that is not', async (t) => {
    const { fields } = await member(app)
    const statements = (email: string) =>
      countQueries(() => app.client().post('/users/register', newPerson({ email })))
    t.equal(await statements(fields.email), await statements('free@example.org'))
  })

  t.test('of several who claim an address gives it to who proves it first', async (t) => {
    const email = 'wanted@example.org'
    const [one, two] = [app.client(), app.client()]
    const registered = async (client: typeof one) =>
      linkIn(await recordMessages(app, () => client.post('/users/register', newPerson({ email }))))
    const [first, second] = [await registered(one), await registered(two)]
    t.equal((await two.submit('/users/confirm', { token: second.token })).statusCode, 303)
    const late = await one.submit('/users/confirm', { token: first.token })
    t.equal(late.statusCode, 400)
    t.match(late.body, 'confirmed for another account')
    t.equal(await app.db.user.count({ where: { email } }), 1)
  })

  t.test('sends the mail again, but not for ever', async (t) => {
    beginSpan(t, 4 * QUARTER)
    const client = app.client()
    const anna = newPerson()
    const first = linkIn(await recordMessages(app, () => client.post('/users/register', anna)))
    let again = linkIn(await recordMessages(app, () => client.submit('/users/confirm/send')))
    t.equal(
      (await client.post('/users/confirm', { token: first.token })).statusCode,
      400,
      'the newest link counts'
    )
    for (const _ of [3, 4, 5]) {
      again = linkIn(await recordMessages(app, () => client.post('/users/confirm/send')))
    }
    const limited = recordMessages(app, async () => {
      t.equal((await client.post('/users/confirm/send')).statusCode, 429)
    })
    t.same(await limited, [])
    t.equal(
      (await client.post('/users/confirm', { token: again.token })).statusCode,
      200,
      'the last that was sent is good'
    )
    t.equal((await app.client().post('/users/confirm/send')).statusCode, 401)
  })
})

test('links and known browsers whose time is over are deleted', async (t) => {
  const { fields, id } = await member(app)
  await login(fields.user_name, fields.password)
  await forgot(fields.email)
  await app.db.userToken.updateMany({
    where: { userId: id, purpose: 'reset_password' },
    data: { expiresAt: new Date(Date.now() - 1) }
  })
  await deleteExpiredTokens(app.db)
  const left = await app.db.userToken.findMany({ where: { userId: id } })
  t.same(
    left.map(({ purpose }) => purpose),
    ['device']
  )
})

test('the browsers that a user is known in are not kept without end', async (t) => {
  const { fields, id } = await member(app)
  await app.db.userToken.createMany({
    data: Array.from({ length: 25 }, (_, index) => ({
      id: `${id} ${index}`,
      userId: id,
      purpose: 'device' as const,
      expiresAt: new Date()
    }))
  })
  await login(fields.user_name, fields.password)
  t.equal(await app.db.userToken.count({ where: { userId: id } }), 20)
})

test('/users/sessions', async (t) => {
  t.test('lists where one is logged in, and ends one or all others', async (t) => {
    const { client, fields } = await member(app)
    const [phone, laptop] = [app.client(), app.client()]
    for (const [device, name] of [
      [phone, 'Firefox/140.0 (Android 15)'],
      [laptop, 'curl/8']
    ] as const) {
      const headers = { 'user-agent': name }
      await device.request({ method: 'POST', url: '/users/login', payload: fields, headers })
    }
    const { sessions } = (await laptop.get('/users/sessions')).json()
    t.equal(sessions.length, 3)
    t.match(sessions[0], { device: 'curl', current: true })
    const page = await client.visit('/users/sessions')
    t.match(page.body, 'Firefox on Android')
    const [, exact = '', words] = /last used <time datetime="([^"]*)">([^<]*)</.exec(page.body) ?? []
    t.equal(new Date(exact).toISOString(), exact)
    t.match(words, /^\d{1,2} [A-Z][a-z]+ \d{4} at \d\d:\d\d UTC$/)
    t.equal(page.headers['cache-control'], 'no-store')

    const { id } = sessions.find(({ device }: { device: string }) => device === 'Firefox on Android')
    t.equal((await client.submit(`/users/sessions/${id}/end`)).headers.location, '/users/sessions')
    t.equal((await phone.get('/users/account')).statusCode, 401)
    t.equal((await client.post(`/users/sessions/${id}/end`)).statusCode, 404, 'it is gone')
    t.equal((await client.post('/users/sessions/%00/end')).statusCode, 400, 'no id at all')
    await laptop.post('/users/sessions/end-others')
    t.equal((await client.get('/users/account')).statusCode, 401)
    const [own] = (await laptop.get('/users/sessions')).json().sessions
    t.equal((await laptop.submit(`/users/sessions/${own.id}/end`)).headers.location, '/')
    t.equal((await laptop.get('/users/account')).statusCode, 401)
  })

  t.test('ends nobody else’s', async (t) => {
    const [one, other] = [await member(app), await member(app)]
    const [{ id }] = (await other.client.get('/users/sessions')).json().sessions
    const refused = await one.client.post(`/users/sessions/${id}/end`)
    t.match(refused.json(), { statusCode: 404, code: 'USERS_ERR_NO_SESSION' })
    t.equal((await other.client.get('/users/account')).statusCode, 200)
  })
})

test('what happens to accounts is in the log, by number and with no secret', async (t) => {
  const before = app.logged().length
  const { client, fields, id } = await member(app)
  await login(fields.user_name, 'plum jam and roast')
  await login('a password in the wrong field', 'x')
  await client.post('/users/login', fields)
  const { token } = linkIn(await forgot(fields.email))
  await client.post('/users/reset', { token: `${token}x`, password: NEW_PASSWORD })
  await client.post('/users/reset', { token, password: NEW_PASSWORD })
  const events = app
    .logged()
    .slice(before)
    .filter(({ event }) => event)
  t.match(events, [
    { event: 'login_failed', userId: id, ip: '127.0.0.1' },
    { event: 'login_failed', userId: undefined },
    { event: 'login', userId: id },
    { event: 'reset_asked', userId: id },
    { event: 'link_refused' },
    { event: 'password_reset', userId: id }
  ])
  t.equal(events.length, 6)
  for (const secret of [fields.email, 'wrong field', token]) t.notMatch(JSON.stringify(events), secret)
})

test('the pages of an account', async (t) => {
  t.test('need somebody signed in, who was not removed', async (t) => {
    for (const page of ['account', 'password', 'email', 'sessions']) {
      const url = `/users/${page}`
      t.equal((await app.client().visit(url)).headers.location, `/users/login?next=%2Fusers%2F${page}`)
      const { client } = await member(app)
      const { statusCode, headers, body } = await client.visit(url)
      t.equal(statusCode, 200)
      t.equal(headers['cache-control'], 'no-store')
      t.notMatch(body, /undefined|null/)
    }
    for (const [url, sent] of [
      ['/users/password', { current_password: 'plum jam and toast', new_password: NEW_PASSWORD }],
      ['/users/email', { email: 'x@example.org', password: 'plum jam and toast' }]
    ] as const) {
      const { client, id } = await member(app)
      await app.db.user.delete({ where: { id } })
      t.equal((await client.post(url, sent)).statusCode, 401)
    }
  })

  t.test('answer what cannot be a body with a clear 4xx', async (t) => {
    const { client } = await member(app)
    for (const url of ['password', 'email', 'forgot', 'reset', 'confirm'].map((page) => `/users/${page}`)) {
      for (const [body, type] of [
        ['[]', 'application/json'],
        ['{', 'application/json'],
        ['{"token":{"not":""},"email":["a","b"],"new_password":{}}', 'application/json'],
        ['token=%00&email=%00&password=%00&current_password=%00', 'application/x-www-form-urlencoded'],
        ['<token>', 'text/xml'],
        ['', undefined]
      ] as const) {
        const { statusCode } = await sendRaw(client, url, body, type)
        t.ok(statusCode >= 400 && statusCode < 500, `${url} ${type} ${body}: ${statusCode}`)
      }
    }
    for (const token of ['%00', 'x'.repeat(2_000)]) {
      t.equal((await client.visit(`/users/reset?token=${token}`)).statusCode, 400)
    }
  })
})
