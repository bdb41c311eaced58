import { recordMessages } from '@larder/mail'
import tap, { test } from 'tap'
import { loginTo, member, usersApp } from './fixtures/users-app.js'

const app = await usersApp(tap)
const login = loginTo(app)

test('one’s own data', async (t) => {
  t.test('is downloaded, without what proves who one is', async (t) => {
    const { client, fields } = await member(app)
    t.equal((await app.client().get('/users/data')).statusCode, 401)
    const answer = await client.visit('/users/data')
    t.equal(answer.headers['content-disposition'], 'attachment; filename="my-data.json"')
    t.match(answer.json(), {
      account: { email: fields.email, role: 'customer', created_at: String, sessions: [{ device: String }] },
      mails: []
    })
    t.notMatch(answer.body, /argon2|password/)
    t.match((await client.visit('/users/account')).body, 'href="/users/delete"')
  })

  t.test('is removed with the account, by the password', async (t) => {
    const { client, fields, id } = await member(app)
    t.match((await client.visit('/users/delete')).body, 'type="password"')
    const wrong = await client.submit('/users/delete', { password: 'plum jam and roast' })
    t.equal(wrong.statusCode, 422)
    t.equal(await app.db.user.count({ where: { id } }), 1)
    const erased: object[] = []
    app.onErase(async (_tx, person) => void erased.push(person))
    const messages = await recordMessages(app, async () => {
      t.equal((await client.submit('/users/delete', { password: fields.password })).headers.location, '/')
    })
    t.match(messages, [{ to: [fields.email], subject: 'Your account is deleted' }])
    t.same(erased, [{ userId: id, email: fields.email }])
    t.equal(await app.db.user.count({ where: { id } }), 0)
    t.equal(await app.db.session.count({ where: { userId: id } }), 0)
    t.equal((await client.get('/users/account')).statusCode, 401)
    t.equal((await login(fields.email, fields.password)).json().code, 2)
  })

  t.test('is not removed in part', async (t) => {
    const { client, fields, id } = await member(app)
    let fails = true
    app.onErase(async () => {
      if (fails) throw new Error('the feature failed')
    })
    await t.rejects(client.post('/users/delete', fields), new Error('the feature failed'))
    fails = false
    t.equal(await app.db.user.count({ where: { id } }), 1)
    t.equal((await client.get('/users/account')).statusCode, 200)
  })

  t.test('of staff is not removed', async (t) => {
    const { client, fields } = await member(app, app.client(), { role: 'admin' })
    t.match((await client.post('/users/delete', fields)).json(), { code: 'USERS_ERR_STAFF_ACCOUNT' })
  })
})
