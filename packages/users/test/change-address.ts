import { recordMessages } from '@larder/mail'
import tap, { test } from 'tap'
import { linkIn, newPerson } from '../src/testing/index.js'
import { beginSpan } from './fixtures/begin-span.js'
import { forgotAt, loginTo, member, usersApp } from './fixtures/users-app.js'
import { waitingFor } from './fixtures/waiting-for.js'

const app = await usersApp(tap)
const login = loginTo(app)
const forgot = forgotAt(app)
const QUARTER = 15 * 60_000
const NEW_PASSWORD = 'quince jelly and toast'

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

  t.test(
    'that was misspelt at registration needs the password, and is given up for the new one',
    async (t) => {
      const client = app.client()
      const anna = newPerson()
      const first = await recordMessages(app, () =>
        client.post('/users/register', { ...anna, email: `x${anna.email}` })
      )
      t.match((await client.visit('/users/account')).body, 'href="/users/email"')
      const wrong = await client.post('/users/email', { email: anna.email, password: 'plum jam and roast' })
      t.match(wrong.json().problems, { password: String })
      const asked = await recordMessages(app, () => client.submit('/users/email', anna))
      t.same(
        asked.map(({ to }) => to),
        [[anna.email]],
        'nothing goes to the other any more'
      )
      t.equal((await client.post('/users/confirm', linkIn(first))).statusCode, 400)
      t.equal((await login(`x${anna.email}`, anna.password)).json().code, 2)
      t.equal((await login(anna.email, anna.password)).json().code, 0)
      t.equal((await client.post('/users/confirm', linkIn(asked))).statusCode, 200)
      t.match((await client.get('/users/account')).json(), { email: anna.email, pending_email: null })
    }
  )

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
    for (const _ of Array(5)) await app.client().post('/users/register', newPerson({ email }))
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
