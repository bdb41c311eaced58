import { recordMessages } from '@larder/mail'
import { countQueries } from '@larder/testing'
import tap, { test } from 'tap'
import { linkIn, newPerson, signUp } from '../src/testing/index.js'
import { beginSpan } from './fixtures/begin-span.js'
import { forgotAt, loginTo, member, usersApp } from './fixtures/users-app.js'
import { waitingFor } from './fixtures/waiting-for.js'

const app = await usersApp(tap)
const login = loginTo(app)
const forgot = forgotAt(app)
const QUARTER = 15 * 60_000
const NEW_PASSWORD = 'quince jelly and toast'

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

    const proved: object[] = []
    app.onAddressProved(async (_tx, user) => void proved.push(user))
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
    t.same(proved, [{ id, email: fields.email }])
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
    const nobody = await statements('nobody@example.org')
    t.equal(await statements(fields.email), nobody)
    const { fields: claimed } = await signUp(app)
    for (const _ of Array(5)) await forgot(claimed.email)
    t.equal(await statements(claimed.email), nobody)
  })

  t.test('tells nobody whether there is such an address, nor by the time it takes', async (t) => {
    const { fields } = await member(app)
    const answers = []
    const { fields: claimed } = await signUp(app)
    for (const email of [fields.email, claimed.email, 'nobody@example.org', 'no address at all']) {
      const began = performance.now()
      const { statusCode, body } = await app.client().post('/users/forgot', { email })
      t.ok(performance.now() - began >= 149)
      answers.push(`${statusCode} ${body}`)
    }
    t.equal(new Set(answers).size, 1)
    t.same(await forgot('nobody@example.org'), [])
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

test('a forgotten password of an address that nobody has proved', async (t) => {
  t.test('is replaced by way of a mail, which proves the address too', async (t) => {
    const { client, fields } = await signUp(app)
    const confirm = await recordMessages(app, () => client.post('/users/confirm/send'))
    const messages = await forgot(fields.email.toUpperCase())
    t.match(messages, [{ to: [fields.email], subject: 'Choose a new password' }])
    const { path, token } = linkIn(messages)
    const visitor = app.client()
    t.notMatch((await visitor.visit(path)).body, 'type="radio"', 'there is nothing to choose')
    const done = await recordMessages(app, async () => {
      const page = await visitor.submit('/users/reset', { token, password: NEW_PASSWORD })
      t.equal(page.headers.location, '/users/login')
    })
    t.same(done, [], 'its reader has just done it')
    t.equal((await client.get('/users/account')).statusCode, 401, 'all sessions have ended')
    t.equal((await login(fields.email, fields.password)).json().code, 2)
    await visitor.post('/users/login', { user_name: fields.email, password: NEW_PASSWORD })
    t.match((await visitor.get('/users/account')).json(), { email: fields.email, pending_email: null })
    t.equal((await visitor.post('/users/reset', { token, password: NEW_PASSWORD })).statusCode, 400, 'once')
    t.equal((await visitor.post('/users/confirm', linkIn(confirm))).statusCode, 400, 'older links have ended')
  })

  t.test('is of the account that its reader chooses, if several claim the address', async (t) => {
    const { email } = newPerson()
    const clients = [app.client(), app.client(), app.client()]
    const ids: number[] = []
    for (const client of clients) {
      const answer = await client.post('/users/register', newPerson({ email, name: 'Bait at evil.example' }))
      ids.push(answer.json().user.id)
    }
    const [stranger, own, other] = clients
    const { path, token } = linkIn(await forgot(email))
    const visitor = app.client()
    const { body } = await visitor.visit(path)
    for (const id of ids) t.match(body, `<input type="radio" name="account" value="${id}"`)
    t.notMatch(body, 'evil.example', 'what a stranger typed is not shown')
    const [, exact = '', words] = /opened on <time datetime="([^"]*)">([^<]*)</.exec(body) ?? []
    t.equal(new Date(exact).toISOString(), exact)
    t.match(words, /^\d{1,2} [A-Z][a-z]+ \d{4} at \d\d:\d\d UTC$/, "as the app's pages show times")

    const undecided = await visitor.submit('/users/reset', { token, password: NEW_PASSWORD })
    t.equal(undecided.statusCode, 422)
    t.match(undecided.body, 'id="account-problem"')
    const foreign = await member(app)
    for (const [account, status] of [
      [foreign.id, 422],
      [0, 400],
      [-1, 400],
      [99_999_999_999, 400],
      [null, 400],
      ['1e999', 400]
    ]) {
      const { statusCode } = await visitor.post('/users/reset', { token, password: NEW_PASSWORD, account })
      t.equal(statusCode, status, `${account} is none of those that claim it`)
    }
    const chosen = await visitor.post('/users/reset', { token, password: NEW_PASSWORD, account: ids[1] })
    t.equal(chosen.statusCode, 200)
    t.match(await app.db.user.findUnique({ where: { id: ids[1] } }), { email, pendingEmail: null })
    t.equal((await own?.get('/users/account'))?.statusCode, 401)
    t.equal((await login(email, NEW_PASSWORD)).json().user.id, ids[1])
    t.equal((await login(email, 'plum jam and toast')).json().code, 2, 'a stranger gets nothing by it')
    for (const client of [stranger, other]) {
      t.match((await client?.get('/users/account'))?.json(), { email: null }, 'and is not disturbed')
    }
  })

  t.test('is not replaced by a link from before another account proved the address', async (t) => {
    const { email } = newPerson()
    const [one, two] = [app.client(), app.client()]
    await one.post('/users/register', newPerson({ email }))
    const confirm = linkIn(await recordMessages(app, () => two.post('/users/register', newPerson({ email }))))
    const { path, token } = linkIn(await forgot(email))
    t.equal((await two.post('/users/confirm', confirm)).statusCode, 200)
    t.equal((await app.client().visit(path)).statusCode, 400)
    t.equal((await app.client().post('/users/reset', { token, password: NEW_PASSWORD })).statusCode, 400)
    t.match((await one.get('/users/account')).json(), { email: null })
  })

  t.test('is not replaced by the link to an address that was misspelt and given up', async (t) => {
    const { client, fields } = await signUp(app)
    const { token } = linkIn(await forgot(fields.email))
    await client.post('/users/email', { email: `right-${fields.email}`, password: fields.password })
    t.equal((await app.client().post('/users/reset', { token, password: NEW_PASSWORD })).statusCode, 400)
  })

  t.test('has the newest link alone', async (t) => {
    const { fields } = await signUp(app)
    const old = linkIn(await forgot(fields.email))
    const { token } = linkIn(await forgot(fields.email))
    const reset = (token: string) => app.client().post('/users/reset', { token, password: NEW_PASSWORD })
    t.equal((await reset(old.token)).statusCode, 400)
    t.equal((await reset(token)).statusCode, 200)
  })

  t.test('lets in whom a stranger has locked out', async (t) => {
    beginSpan(t, QUARTER)
    const { fields } = await signUp(app)
    for (const _ of Array(10)) await login(fields.email, 'wrong')
    const visitor = app.client()
    const again = { user_name: fields.email, password: NEW_PASSWORD }
    t.equal((await visitor.post('/users/login', { ...again, password: fields.password })).statusCode, 429)
    const { token } = linkIn(await forgot(fields.email))
    await visitor.post('/users/reset', { token, password: NEW_PASSWORD })
    t.equal((await visitor.post('/users/login', again)).json().code, 0)
  })
})
