import { recordMessages } from '@larder/mail'
import { countQueries } from '@larder/testing'
import tap, { type Test, test } from 'tap'
import { deleteExpiredTokens } from '../src/tokens.js'
import { person } from './fixtures/person.js'
import { sendRaw } from './fixtures/send-raw.js'
import { member, usersApp } from './fixtures/users-app.js'

const app = await usersApp(tap)
const QUARTER = 15 * 60_000
const NEW_PASSWORD = 'quince jelly and toast'

test('registering', async (t) => {
  t.test('asks for a proof of the address, by a link with a button behind it', async (t) => {
    const [client, anna] = [app.client(), person()]
    const messages = await recordMessages(app, () => client.post('/users/register', anna))
    t.match(messages, [
      { to: [anna.email], subject: 'Please confirm your e-mail address', html: anna.user_name }
    ])
    const { path, token } = linkIn(messages)
    t.match(path, /^\/users\/confirm\?token=[\w-]{43}$/)
    t.notMatch(JSON.stringify(await app.db.userToken.findMany()), token, 'the table has no secret')
    t.match(await app.db.mail.findFirst({ orderBy: { id: 'desc' } }), { secret: true })

    const stranger = app.client()
    const page = await stranger.visit(path)
    t.match(page.body, `<input type="hidden" name="token" value="${token}">`)
    t.match(page.headers, { 'referrer-policy': 'strict-origin', 'cache-control': 'no-store' })
    t.match((await client.get('/users/account')).json(), { email: null, pending_email: anna.email })
    t.equal((await login(anna.email, anna.password)).json().code, 2, 'nobody logs in by it before')

    t.equal((await stranger.submit('/users/confirm', { token })).headers.location, '/users/login')
    t.match((await client.get('/users/account')).json(), { email: anna.email, pending_email: null })
    t.equal((await login(anna.email, anna.password)).json().code, 0)
    t.equal((await client.post('/users/confirm', { token })).statusCode, 400, 'a link works once')
    const again = await stranger.visit(path)
    t.equal(again.statusCode, 400, 'and does not ask for the button again')
    t.match(again.body, 'If you have confirmed the address with it, that is done.')
  })

  t.test('tells nobody but its owner that an address is taken', async (t) => {
    const owner = await member(app)
    const [anna, other] = [person({ email: owner.fields.email }), person()]
    const client = app.client()
    let taken = await app.client().post('/users/register', other)
    const free = taken
    const messages = await recordMessages(app, async () => {
      taken = await client.post('/users/register', anna)
    })
    t.equal(taken.statusCode, free.statusCode)
    t.same(Object.keys(taken.json()), Object.keys(free.json()))
    t.match(messages, [{ to: [owner.fields.email], subject: 'You have an account already' }])
    t.match(messages[0]?.text, owner.fields.user_name)
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
      countQueries(() => app.client().post('/users/register', person({ email })))
    t.equal(await statements(fields.email), await statements('free@example.org'))
  })

  t.test('of several who claim an address gives it to who proves it first', async (t) => {
    const email = 'wanted@example.org'
    const tokens = []
    for (const _ of [1, 2]) {
      const messages = await recordMessages(app, () =>
        app.client().post('/users/register', person({ email }))
      )
      tokens.push(linkIn(messages).token)
    }
    const [first = '', second = ''] = tokens
    t.equal((await app.client().submit('/users/confirm', { token: second })).statusCode, 303)
    const late = await app.client().submit('/users/confirm', { token: first })
    t.equal(late.statusCode, 400)
    t.match(late.body, 'confirmed for another account')
    t.equal(await app.db.user.count({ where: { email } }), 1)
  })

  t.test('sends the mail again, but not for ever', async (t) => {
    beginSpan(t, 4 * QUARTER)
    const client = app.client()
    const anna = person()
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

test('changing the address', async (t) => {
  t.test('needs the password and a proof, and is told to the present one', async (t) => {
    const { client, fields } = await member(app)
    const email = `new-${fields.email}`
    const wrong = await client.submit('/users/email', { email, password: 'plum jam and roast' })
    t.match(wrong.body, 'id="password-problem"')
    t.match(wrong.body, `value="${email}"`)
    const asked = await recordMessages(app, () => client.submit('/users/email', { ...fields, email }))
    t.same(
      asked.map(({ to }) => to),
      [[email], [fields.email]]
    )
    t.match((await client.get('/users/account')).json(), { email: fields.email, pending_email: email })

    const reset = linkIn(await forgot(fields.email))
    const done = await recordMessages(app, () => client.post('/users/confirm', linkIn(asked)))
    t.match(done, [{ to: [fields.email], subject: 'Your e-mail address was changed', text: email }])
    t.match((await client.get('/users/account')).json(), { email, pending_email: null })
    const late = await app.client().post('/users/reset', { ...reset, password: NEW_PASSWORD })
    t.equal(late.statusCode, 400, 'the earlier address is no way in')
  })

  t.test('waits until the present one is proved', async (t) => {
    const { client, fields } = await member(app, app.client(), {
      email: null,
      pendingEmail: 'unproved@example.org'
    })
    const answer = await client.post('/users/email', { ...fields, email: 'other@example.org' })
    t.equal(answer.statusCode, 422)
    t.match(answer.json().problems, { email: /confirm your present address first/ })
  })

  t.test('tells its owner, and nobody else, that the new one is taken', async (t) => {
    const [{ client, fields }, owner] = [await member(app), await member(app)]
    const messages = await recordMessages(app, async () => {
      const { email } = owner.fields
      t.equal((await client.post('/users/email', { ...fields, email })).statusCode, 200)
    })
    t.match(messages, [{ to: [owner.fields.email], subject: /already/ }, { to: [fields.email] }])
  })

  t.test('says so where the new one has had its mails', async (t) => {
    beginSpan(t, 4 * QUARTER)
    const { client, fields, id } = await member(app)
    const email = `popular-${fields.email}`
    for (const _ of Array(5)) await app.client().post('/users/register', person({ email }))
    const answer = await client.post('/users/email', { ...fields, email })
    t.match(answer.json(), { statusCode: 429, code: 'USERS_ERR_TOO_MANY_MAILS' })
    t.match(
      await app.db.user.findUnique({ where: { id } }),
      { pendingEmail: email },
      'and it can be asked for later'
    )
  })

  t.test('to one and then to another makes the first link worthless', async (t) => {
    const { client, fields } = await member(app)
    const change = (email: string) =>
      recordMessages(app, () => client.post('/users/email', { ...fields, email }))
    const first = linkIn(await change(`first-${fields.email}`))
    await app.db.user.updateMany({
      where: { email: fields.email },
      data: { pendingEmail: 'second@example.org' }
    })
    t.equal((await client.post('/users/confirm', first)).statusCode, 400, 'even if it was not replaced')
    t.match((await client.get('/users/account')).json(), { email: fields.email })
  })

  t.test('comes to nothing when the password changes, as the notice advises', async (t) => {
    for (const how of ['change', 'reset']) {
      const { client, fields, id } = await member(app)
      const asked = await recordMessages(app, () =>
        client.post('/users/email', { ...fields, email: `thief-${id}@example.org` })
      )
      if (how === 'reset') {
        const { token } = linkIn(await forgot(fields.email))
        await app.client().post('/users/reset', { token, password: NEW_PASSWORD })
      } else {
        await client.post('/users/password', {
          current_password: fields.password,
          new_password: NEW_PASSWORD
        })
      }
      t.equal((await app.client().post('/users/confirm', linkIn(asked))).statusCode, 400, how)
      t.match(await app.db.user.findUnique({ where: { id } }), { email: fields.email, pendingEmail: null })
    }
  })

  t.test('is refused to who knew the password until a moment ago', async (t) => {
    const { client, fields, id } = await member(app)
    const email = 'thief@example.org'
    let answer: ReturnType<typeof client.post> | undefined
    await app.db.$transaction(async (tx) => {
      await tx.user.update({ where: { id }, data: { passwordHash: 'another' } })
      answer = client.post('/users/email', { ...fields, email })
      await waitingFor(app, 'UPDATE')
    })
    t.match((await answer)?.json().problems, { password: String })
    t.match(await app.db.user.findUnique({ where: { id } }), { email: fields.email, pendingEmail: null })
  })

  t.test('takes no nonsense', async (t) => {
    const { client, fields } = await member(app)
    for (const email of ['', 'nonsense', fields.email, `${'a'.repeat(65)}@example.org`]) {
      t.match(
        (await client.post('/users/email', { ...fields, email })).json().problems,
        { email: String },
        email
      )
    }
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
    t.ok(tried >= 10 && tried <= 12, `${tried} were looked at`)
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

function login(user_name: string, password: string) {
  return app.client().post('/users/login', { user_name, password })
}

function forgot(email: string) {
  return recordMessages(app, () => app.client().post('/users/forgot', { email }))
}

/** Resolves when a statement of this kind waits for a transaction to end. */
async function waitingFor({ db }: typeof app, kind: string): Promise<void> {
  const waits = async () =>
    db.$queryRaw<object[]>`SELECT 1 FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE ${`${kind}%`}`
  while ((await waits()).length === 0);
}

/** Makes it a minute after the next span begins, in which nothing was counted yet and which does not end meanwhile. */
function beginSpan(t: Test, span: number): void {
  const now = Math.ceil(Date.now() / span) * span + 60_000
  t.intercept(Date, 'now', { value: () => now })
}

/** The link with a secret, of which the first mail must have one. */
function linkIn([message]: { links: string[] }[]): { path: string; token: string } {
  const { pathname, search, searchParams } = new URL(message?.links[0] ?? '', 'http://localhost')
  return { path: pathname + search, token: searchParams.get('token') ?? '' }
}
