import { randomBytes } from 'node:crypto'
import { recordMessages } from '@larder/mail'
import { replace } from '@larder/testing'
import tap, { type Test, test } from 'tap'
import { decryptSecret, encryptSecret, renewSecrets } from '../src/second-factor/encrypt-secret.js'
import { readKeys } from '../src/second-factor/find-second-factor.js'
import { authenticatorApp, linkIn, setUpTwoSteps, signUp } from '../src/testing/index.js'
import { beginSpan } from './fixtures/begin-span.js'
import { forgotAt, loginTo, member, usersApp } from './fixtures/users-app.js'

const app = await usersApp(tap, { secretKey: randomBytes(32).toString('base64'), issuer: 'Larder' })
const login = loginTo(app)
const QUARTER = 15 * 60_000
const URL = '/users/second-factor'

/** A user with two-step log-in, whose clock moves by hand. */
async function careful(t: Test, given: Parameters<typeof member>[2] = {}) {
  const clock = moveClock(t)
  const user = await member(app, app.client(), given)
  const { code, recoveryCodes } = await setUpTwoSteps(user.client, user.fields.password)
  clock.later(60_000)
  return { ...user, code, recoveryCodes, clock }
}

/** Begins in a new quarter of an hour. */
function moveClock(t: Test) {
  beginSpan(t, QUARTER)
  let now = Date.now()
  replace(t, Date, 'now', () => now)
  return {
    later(milliseconds: number) {
      now += milliseconds
    }
  }
}

/** Logs in with the password, which is half of it. */
async function halfway({ fields }: { fields: { user_name: string; password: string } }) {
  const client = app.client()
  const answer = await client.post('/users/login', fields)
  return { client, answer }
}

test('setting it up', async (t) => {
  t.test('takes a code of the app and the password, and sends a mail', async (t) => {
    moveClock(t)
    const { client, fields, id } = await member(app)
    t.equal((await client.visit(URL)).headers.location, `${URL}/set-up`)
    t.equal((await client.visit(`${URL}?next=/carts`)).headers.location, `${URL}/set-up?next=%2Fcarts`)
    const { body } = await client.visit(`${URL}/set-up?next=/carts`)
    t.match(body, '<svg')
    t.match(body, 'name="next" value="/carts"')
    const secret = /<code class="secret">([A-Z2-7 ]+)</.exec(body)?.[1]?.replaceAll(' ', '') ?? ''
    t.equal(
      (await client.get(`${URL}/set-up`)).json().secret,
      secret,
      'it is the same when the page is loaded again'
    )

    const code = authenticatorApp(secret)
    for (const [sent, problems] of [
      [{}, { code: String, password: String }],
      [{ code: code(), password: 'plum jam and roast' }, { password: String }],
      [{ code: code(5), password: fields.password }, { code: String }]
    ] as const) {
      t.match((await client.post(`${URL}/set-up`, sent)).json(), { code: 1, problems })
    }
    t.equal(await app.db.secondFactor.count({ where: { userId: id } }), 0)

    const before = await app.db.session.findFirst({ where: { userId: id } })
    const messages = await recordMessages(app, async () => {
      const done = await client.submit(`${URL}/set-up`, {
        code: code(),
        password: fields.password,
        next: '/carts'
      })
      t.equal(done.statusCode, 200)
      t.equal(done.headers['cache-control'], 'no-store')
      t.equal(done.body.match(/<code>(\w{4}-){5}\w{4}<\/code>/g)?.length, 10)
      t.match(done.body, 'href="/carts"')
    })
    t.match(messages, [{ to: [fields.email], subject: 'Two-step log-in is on' }])
    const sessions = await app.db.session.findMany({ where: { userId: id } })
    t.equal(sessions.length, 1)
    t.not(sessions[0]?.id, before?.id, 'the session has another id')
    t.match((await client.get(URL)).json(), { recovery_codes: 10, confirmed_at: String, given_at: String })
    t.match((await client.get('/users/account')).json(), { user_name: fields.user_name })
    t.ok(app.logged().some(({ event, userId }) => event === 'second_factor_set_up' && userId === id))
  })

  t.test('keeps no secret that the table’s reader could use', async (t) => {
    const { id, code } = await careful(t)
    const row = await app.db.secondFactor.findUniqueOrThrow({ where: { userId: id } })
    t.equal(row.secret.length, 12 + 16 + 20)
    t.match(code(), /^\d{6}$/)
    t.equal(await app.db.session.count({ where: { userId: id, data: { contains: 'offeredSecret' } } }), 0)
  })

  t.test('again needs the code of the app that there is, not the password', async (t) => {
    const { client, id, code, clock, fields } = await careful(t)
    const offered = (await client.get(`${URL}/set-up`)).json()
    const newer = authenticatorApp(offered.secret)
    clock.later(QUARTER)
    const sent = { code: newer(), password: fields.password }
    t.match((await client.post(`${URL}/set-up`, sent)).json(), { code: 'SESSION_ERR_SECOND_FACTOR' })
    t.equal(
      (await client.visit(`${URL}/set-up`)).headers.location,
      `${URL}?next=%2Fusers%2Fsecond-factor%2Fset-up`
    )
    t.equal((await client.post(URL, { code: code() })).statusCode, 200)
    t.match((await client.post(`${URL}/set-up`, { code: newer() })).json(), { code: 0 })
    clock.later(60_000)
    t.equal((await client.post(URL, { code: code() })).statusCode, 422, 'the earlier app is of no use')
    t.equal((await client.post(URL, { code: newer() })).statusCode, 200)
    t.equal(await app.db.recoveryCode.count({ where: { userId: id } }), 10)
  })

  t.test('of two at the same moment one does', async (t) => {
    moveClock(t)
    const { client, fields, id } = await member(app)
    const other = app.client()
    await other.post('/users/login', fields)
    const setUps = [client, other].map((one) => setUpTwoSteps(one, fields.password))
    const done = (await Promise.all(setUps)).filter(({ recoveryCodes }) => recoveryCodes)
    t.equal(done.length, 1)
    t.equal(await app.db.recoveryCode.count({ where: { userId: id } }), 10)
  })

  t.test('offers another secret once the shop has another key', async (t) => {
    const { client, id } = await member(app)
    const before = (await client.get(`${URL}/set-up`)).json().secret
    const row = await app.db.session.findFirstOrThrow({ where: { userId: id } })
    const offeredSecret = randomBytes(48).toString('base64')
    const data = JSON.stringify({ ...JSON.parse(row.data), offeredSecret })
    await app.db.session.update({ where: { id: row.id }, data: { data } })
    const { statusCode, ...answer } = await client.get(`${URL}/set-up`)
    t.equal(statusCode, 200)
    t.not(answer.json().secret, before)
  })

  t.test('is refused where the shop has no key, which is named', async (t) => {
    const keyless = await usersApp(t)
    const { client } = await member(keyless)
    const refused = await client.get(`${URL}/set-up`)
    t.equal(refused.statusCode, 403)
    t.match(refused.json(), { code: 'USERS_ERR_NO_SECRET_KEY', message: /LARDER_SECRET_KEY/ })
    t.notMatch((await client.visit('/users/account')).body, URL, 'and is not offered')
  })

  t.test('stops the boot if the key is too short', async (t) => {
    await t.rejects(usersApp(t, { secretKey: 'c2hvcnQ=' }), { code: 'USERS_ERR_KEY_LENGTH' })
  })
})

test('giving it', async (t) => {
  t.test('leads back, gives the session another id, and keeps the rest of it', async (t) => {
    const { client, id, code, clock } = await careful(t)
    clock.later(QUARTER)
    t.match((await client.visit(`${URL}?next=/carts`)).body, 'name="next" value="/carts"')
    const before = await app.db.session.findFirstOrThrow({ where: { userId: id } })
    const given = await client.submit(URL, {
      code: ` ${code().slice(0, 3)} ${code().slice(3)}`,
      next: '/carts'
    })
    t.equal(given.statusCode, 303)
    t.equal(given.headers.location, '/carts')
    const after = await app.db.session.findMany({ where: { userId: id } })
    t.equal(after.length, 1)
    t.not(after[0]?.id, before.id)
    const [was, is] = [JSON.parse(before.data), JSON.parse(after[0]?.data ?? '')]
    t.same(is, { ...was, secondFactorAt: Date.now() })
    t.equal((await client.submit(URL, { code: code(1), next: '//evil.example' })).headers.location, URL)
    t.match((await client.visit(URL)).body, 'Turn off two-step log-in')
  })

  t.test('works once with each code, and with none before it', async (t) => {
    const { client, code } = await careful(t)
    t.equal((await client.post(URL, { code: code() })).statusCode, 200)
    t.match((await client.post(URL, { code: code() })).json(), { code: 1, problems: { code: /already/ } })
    t.equal((await client.post(URL, { code: code(-1) })).statusCode, 422)
    t.equal((await client.post(URL, { code: code(1) })).statusCode, 200)
  })

  t.test('of two at the same moment works for one', async (t) => {
    const { code, ...user } = await careful(t)
    const clients = [await halfway(user), await halfway(user)]
    const answers = await Promise.all(clients.map(({ client }) => client.post(URL, { code: code() })))
    t.same(answers.map(({ statusCode }) => statusCode).sort(), [200, 422])
  })

  t.test(
    'fails after five wrong codes, even with the right one, until a quarter of an hour is over',
    async (t) => {
      const { client, id, code, recoveryCodes, clock } = await careful(t)
      const wrong = await Promise.all(Array.from({ length: 7 }, () => client.post(URL, { code: '000000' })))
      t.equal(wrong.filter(({ statusCode }) => statusCode === 422).length, 5)
      const refused = await client.post(URL, { code: code() })
      t.equal(refused.statusCode, 429)
      t.ok(Number(refused.headers['retry-after']) > 0)
      t.match((await client.submit(URL, { recovery_code: recoveryCodes[0] ?? '' })).body, 'Too many wrong')
      t.ok(app.logged().some(({ event, userId }) => event === 'second_factor_limited' && userId === id))
      clock.later(QUARTER)
      t.equal((await client.post(URL, { code: code() })).statusCode, 200)
      for (const step of [1, 0, 0, 0, 0]) await client.post(URL, { code: code(step) })
      clock.later(60_000)
      t.equal((await client.post(URL, { code: code() })).statusCode, 200, 'right ones do not count')
    }
  )

  t.test('is impossible under another key, which the log says', async (t) => {
    const { client, id, code } = await careful(t)
    const secret = Buffer.from(randomBytes(48))
    await app.db.secondFactor.update({ where: { userId: id }, data: { secret } })
    await t.rejects(client.post(URL, { code: code() }), {
      code: 'USERS_ERR_SECRET_KEY',
      message: new RegExp(`${id}`)
    })
  })

  t.test('needs one', async (t) => {
    const { client } = await member(app)
    t.match((await client.post(URL, { code: '123456' })).json(), { code: 'USERS_ERR_NO_SECOND_FACTOR' })
    t.equal((await app.client().post(URL, { code: '123456' })).statusCode, 401)
    t.equal((await app.client().get(URL)).statusCode, 401)
  })
})

test('logging in with it', async (t) => {
  t.test('takes the password, then the code', async (t) => {
    const { code, id, ...user } = await careful(t)
    const { client, answer } = await halfway(user)
    t.equal(answer.statusCode, 401)
    t.match(answer.json(), { code: 6 })
    t.equal((await client.get('/users/account')).statusCode, 401, 'the visitor is a guest still')
    t.equal((await client.post(URL, { code: '000000' })).statusCode, 422)
    t.match((await client.post(URL, { code: code() })).json(), { code: 0, user: { id } })
    t.match((await client.get(URL)).json(), { given_at: String })
  })

  t.test('gives the session another id with the password, so that no planted one gets past it', async (t) => {
    const { fields } = await careful(t)
    const { client } = await halfway({ fields })
    const waiting = async () => {
      const where = { data: { contains: 'pendingLogin' } }
      return (await app.db.session.findMany({ where, select: { id: true } })).map(({ id }) => id)
    }
    const before = await waiting()
    await client.post('/users/login', fields)
    const after = await waiting()
    t.equal(after.length, before.length)
    t.equal(after.filter((id) => !before.includes(id)).length, 1)
  })

  t.test('leads a browser through', async (t) => {
    const { code, fields } = await careful(t)
    const client = app.client()
    const sent = await client.submit('/users/login', { ...fields, next: '/carts' })
    t.equal(sent.headers.location, `${URL}?next=%2Fcarts`)
    t.match((await client.visit(`${URL}?next=/carts`)).body, 'autocomplete="one-time-code"')
    t.equal((await client.submit(URL, { code: code(), next: '/carts' })).headers.location, '/carts')
    t.match((await client.visit('/users/account')).body, 'Welcome back')
  })

  t.test('comes to the settings who opened them, logged out', async (t) => {
    const { code, fields } = await careful(t)
    const client = app.client()
    const next = encodeURIComponent(URL)
    t.equal((await client.visit(URL)).headers.location, `/users/login?next=${next}`)
    t.equal(
      (await client.submit('/users/login', { ...fields, next: URL })).headers.location,
      `${URL}?next=${next}`
    )
    t.equal((await client.submit(URL, { code: code(), next: URL })).headers.location, URL)
    t.match((await client.visit(URL)).body, 'Turn off two-step log-in')
  })

  t.test('signs out the user who was signed in, whose factor is not asked for', async (t) => {
    const { code, id, fields } = await careful(t)
    const { client, id: former } = await member(app)
    t.equal((await client.submit('/users/login', fields)).headers.location, URL)
    t.match((await client.visit(URL)).body, 'autocomplete="one-time-code"')
    t.equal((await client.get('/users/account')).statusCode, 401)
    t.equal(await app.db.session.count({ where: { userId: former } }), 0)
    t.ok(app.logged().some(({ event, userId }) => event === 'logout' && userId === former))
    t.match((await client.post(URL, { code: code() })).json(), { code: 0, user: { id } })
  })

  t.test('begins anew after ten minutes, or after another password', async (t) => {
    const { code, clock, ...user } = await careful(t)
    const late = (await halfway(user)).client
    clock.later(10 * 60_000 + 1)
    t.equal((await late.post(URL, { code: code() })).statusCode, 401)
    t.equal((await late.visit(URL)).headers.location, '/users/login', 'alone')
    t.equal((await late.visit(`${URL}?next=%2Fcarts`)).headers.location, '/users/login?next=%2Fcarts')
    const sent = await late.submit(URL, { code: code(), next: '/carts' })
    t.equal(sent.headers.location, '/users/login?next=%2Fcarts')
    const { client } = await halfway(user)
    await app.db.user.update({ where: { id: user.id }, data: { passwordHash: 'another' } })
    t.equal((await client.post(URL, { code: code() })).statusCode, 401)
  })

  t.test('is still needed after a reset of the password', async (t) => {
    const { code, fields, clock } = await careful(t)
    const { token } = linkIn(await forgotAt(app)(fields.email))
    const password = 'quince jelly and toast'
    t.equal((await app.client().post('/users/reset', { token, password })).statusCode, 200)
    t.equal((await login(fields.email, password)).json().code, 6)
    const { client } = await halfway({ fields: { ...fields, password } })
    clock.later(30_000)
    t.equal((await client.post(URL, { code: code() })).json().code, 0)
  })
})

test('one that a stranger has set up', async (t) => {
  t.test('ends with their password, where the owner of the mailbox resets that', async (t) => {
    moveClock(t)
    const { client, fields, id } = await signUp(app)
    await setUpTwoSteps(client, fields.password)
    const { token } = linkIn(await forgotAt(app)(fields.email))
    const password = 'quince jelly and toast'
    t.equal((await app.client().post('/users/reset', { token, password })).statusCode, 200)
    t.equal((await login(fields.email, password)).json().code, 0)
    t.equal(await app.db.secondFactor.count({ where: { userId: id } }), 0)
  })
})

test('removing it', async (t) => {
  t.test('is for customers, who get a mail', async (t) => {
    const { client, id, fields } = await careful(t)
    const messages = await recordMessages(app, async () => {
      t.equal((await client.submit(`${URL}/remove`)).headers.location, '/users/account')
    })
    t.match(messages, [{ to: [fields.email], subject: 'Two-step log-in is off' }])
    t.equal(await app.db.recoveryCode.count({ where: { userId: id } }), 0)
    t.equal((await login(fields.user_name, fields.password)).json().code, 0)
    t.match((await client.get(URL)).json(), { confirmed_at: null, given_at: null })
  })

  t.test('needs the code within a quarter of an hour', async (t) => {
    const { client, id, clock } = await careful(t)
    clock.later(QUARTER)
    t.match((await client.post(`${URL}/remove`)).json(), { code: 'SESSION_ERR_SECOND_FACTOR' })
    t.match((await client.post(`${URL}/recovery-codes`)).json(), { code: 'SESSION_ERR_SECOND_FACTOR' })
    t.equal(await app.db.secondFactor.count({ where: { userId: id } }), 1)
  })

  t.test('leads a form that was sent too late back to the settings', async (t) => {
    const { client, clock } = await careful(t)
    const hidden = (await client.visit(`${URL}?next=/carts`)).headers['referrer-policy']
    t.equal(hidden, 'strict-origin', 'the page to go on to may be a secret')
    t.equal((await client.visit(URL)).headers['referrer-policy'], undefined)
    clock.later(QUARTER)
    const headers = { accept: 'text/html', referer: `http://localhost${URL}` }
    const sent = await client.request({ method: 'POST', url: `${URL}/remove`, headers })
    t.equal(sent.headers.location, `${URL}?next=%2Fusers%2Fsecond-factor`)
  })

  t.test('is not for staff', async (t) => {
    for (const role of ['staff', 'admin'] as const) {
      const { client, id } = await careful(t, { role })
      t.match((await client.post(`${URL}/remove`)).json(), { code: 'USERS_ERR_SECOND_FACTOR_NEEDED' })
      t.notMatch((await client.visit(URL)).body, 'Turn off')
      t.equal(await app.db.secondFactor.count({ where: { userId: id } }), 1)
    }
  })
})

test('another key', async (t) => {
  const [former, key] = [randomBytes(32), randomBytes(32)]
  const { id: userId } = await member(app)
  const secret = encryptSecret(former, userId, Buffer.from('a secret of an app'))
  await app.db.secondFactor.create({ data: { userId, secret, lastStep: 0 } })
  const read = async (keys: Buffer[]) => {
    const factor = await app.db.secondFactor.findUniqueOrThrow({ where: { userId } })
    return decryptSecret(keys, userId, factor.secret).toString()
  }
  await renewSecrets(app.db, [key])
  t.equal(await read([key, former]), 'a secret of an app', 'reads what the former one encrypted')
  await renewSecrets(app.db, [key, former])
  t.equal(await read([key]), 'a secret of an app', 'and takes its place')
  t.same(readKeys(`${key.toString('base64')},${former.toString('base64')}`), [key, former])
  t.throws(() => readKeys(`${key.toString('base64')},plum`), { code: 'USERS_ERR_KEY_LENGTH' })
})
