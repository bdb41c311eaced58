import { recordMessages } from '@larder/mail'
import { countQueries } from '@larder/testing'
import tap, { test } from 'tap'
import { USERS_ERR_BUSY } from '../src/errors.js'
import { beginSpan } from './fixtures/begin-span.js'
import { linkIn } from './fixtures/link-in.js'
import { person } from './fixtures/person.js'
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
    t.match((await client.post('/users/password', wrong)).json().problems, { current_password: /present/ })
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
        while ((await app.db.session.count({ where: { userId: id } })) < 2);
      })
      t.equal((await answer)?.json().code, 2)
      t.equal(await app.db.session.count({ where: { userId: id } }), 0)
      t.equal((await client.get('/users/account')).statusCode, 401)
    })
  }
})

test('a forgotten password', async (t) => {
  t.test('is replaced by way of a mail, once, and ends all sessions', async (t) => {
    const { client, fields, id } = await member(app)
    const { path, token } = linkIn(await forgot(fields.email.toUpperCase()))
    t.match(path, /^\/users\/reset\?token=[\w-]{43}$/)
    const visitor = app.client()
    t.match((await visitor.visit(path)).body, `name="token" value="${token}"`)
    const easy = await visitor.submit('/users/reset', { token, password: 'sunshine' })
    t.equal(easy.statusCode, 422)
    t.match(easy.body, `name="token" value="${token}"`, 'the link is not used up')

    const messages = await recordMessages(app, async () => {
      const answers = await Promise.all(
        ['one', 'two'].map((more) =>
          visitor.submit('/users/reset', { token, password: `${NEW_PASSWORD} ${more}` })
        )
      )
      t.same(
        answers.map(({ statusCode }) => statusCode).sort(),
        [303, 400],
        'of two at the same moment one does it'
      )
    })
    t.match(messages, [{ subject: 'Your password was changed' }])
    t.equal(messages.length, 1)
    for (const useless of [path, path.slice(0, -1), '/users/reset', '/users/reset?token=%F0%9F%8D%85']) {
      const refused = await visitor.visit(useless)
      t.equal(refused.statusCode, 400, 'a link that is of no use says so before anything is typed')
      t.match(refused.body, 'href="/users/forgot"')
      t.notMatch(refused.body, 'type="password"')
    }
    t.match((await visitor.get(path)).json(), { code: 'USERS_ERR_NO_LINK' })
    t.equal((await client.get('/users/account')).statusCode, 401)
    t.equal(await app.db.session.count({ where: { userId: id } }), 0, 'and nobody is signed in by it')
    t.equal((await login(fields.email, fields.password)).json().code, 2)
  })

  t.test('has a link for ten minutes, and only the newest', async (t) => {
    const { fields, id } = await member(app)
    const old = linkIn(await forgot(fields.email))
    const { token } = linkIn(await forgot(fields.email))
    const [{ expiresAt } = { expiresAt: 0 }] = await app.db.userToken.findMany({ where: { userId: id } })
    t.ok(Math.abs(Number(expiresAt) - Date.now() - 600_000) < 60_000)
    t.equal((await app.client().post('/users/reset', { ...old, password: NEW_PASSWORD })).statusCode, 400)
    await app.db.userToken.updateMany({
      where: { userId: id },
      data: { expiresAt: new Date(Date.now() - 1) }
    })
    const late = await app.client().submit('/users/reset', { token, password: NEW_PASSWORD })
    t.equal(late.statusCode, 400)
    t.match(late.body, 'href="/users/forgot"')
  })

  t.test(
    'is not replaced while another change goes on, and neither waits for the other for ever',
    async (t) => {
      const { fields, id } = await member(app)
      const { token } = linkIn(await forgot(fields.email))
      let answer: ReturnType<ReturnType<typeof app.client>['post']> | undefined
      await app.db.$transaction(async (tx) => {
        await tx.user.update({ where: { id }, data: { passwordHash: 'another' } })
        answer = app.client().post('/users/reset', { token, password: NEW_PASSWORD })
        await waitingFor(app, 'SELECT')
        await tx.userToken.deleteMany({ where: { userId: id } })
      })
      t.equal((await answer)?.statusCode, 400)
    }
  )

  t.test('is not replaced by a link that went to an earlier address', async (t) => {
    const { fields, id } = await member(app)
    const { token } = linkIn(await forgot(fields.email))
    // As if the address had changed after the old one was looked up, and before the link was kept.
    await app.db.user.update({ where: { id }, data: { email: `new-${fields.email}` } })
    t.equal((await app.client().post('/users/reset', { token, password: NEW_PASSWORD })).statusCode, 400)
  })

  t.test('that has had its mails costs the same work whether or not there is such an address', async (t) => {
    beginSpan(t, QUARTER)
    const { fields } = await member(app)
    for (const _ of Array(5)) await forgot(fields.email)
    const statements = (email: string) => countQueries(() => app.client().post('/users/forgot', { email }))
    t.equal(await statements(fields.email), await statements('nobody@example.org'))
  })

  t.test('tells nobody whether there is such an address, nor by the time it takes', async (t) => {
    const { fields } = await member(app)
    const answers = []
    for (const email of [fields.email, 'nobody@example.org', 'no address at all']) {
      const began = performance.now()
      const { statusCode, body } = await app.client().post('/users/forgot', { email })
      t.ok(performance.now() - began >= 149)
      answers.push(`${statusCode} ${body}`)
    }
    t.equal(new Set(answers).size, 1)
    t.same(await forgot('nobody@example.org'), [])
    const claimed = person()
    await app.client().post('/users/register', claimed)
    t.same(await forgot(claimed.email), [], 'an address that is only claimed is no way in')
  })

  t.test('does not fill a mailbox', async (t) => {
    beginSpan(t, QUARTER)
    const { fields } = await member(app)
    const mails = []
    for (const _ of Array(7)) mails.push(...(await forgot(fields.email)))
    t.equal(mails.length, 5)
    const { token } = linkIn(mails.slice(-1))
    const answer = await app.client().post('/users/reset', { token, password: NEW_PASSWORD })
    t.equal(answer.statusCode, 200, 'and the last that was sent is good')
  })
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
      t.match(refused.json(), { statusCode: 429, code: 'USERS_ERR_TOO_OFTEN', message: /14 minutes/ })
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
    const { tryPassword } = await t.mockImport<typeof import('../src/attempts.js')>('../src/attempts.js', {
      // As if each were in a worker of its own.
      '../src/turns.js': { takeTurns: () => (work: () => Promise<unknown>) => work() },
      '../src/passwords.js': {
        async verifyPassword(_hash: string, password: string) {
          if (password === 'too late') throw new USERS_ERR_BUSY()
          return password === 'right'
        }
      }
    })
    const attempt = (password: string) => tryPassword(app.db, 'of somebody', 'hash', password)
    for (const _ of Array(12)) {
      t.same(await attempt('right'), { outcome: 'right' })
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

/** Resolves when a statement of this kind waits for a transaction to end. */
async function waitingFor({ db }: typeof app, kind: string): Promise<void> {
  const waits = async () =>
    db.$queryRaw<object[]>`SELECT 1 FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE ${`${kind}%`}`
  while ((await waits()).length === 0);
}
