import { recordMessages } from '@larder/mail'
import tap, { test } from 'tap'
import { createUser, signUp } from '../src/testing/index.js'
import { colleague, staffApp } from './fixtures/staff-app.js'
import { loginTo } from './fixtures/users-app.js'

const app = await staffApp(tap)
const login = loginTo(app)
const URL = '/staff/customers'

/** The latest entry in the log of changes. */
const logged = () => app.db.auditEntry.findFirst({ orderBy: { id: 'desc' } })

test('the list of customers', async (t) => {
  const admin = await colleague(app)
  const anna = await createUser(app.db, {
    name: 'Änne Ohlsen',
    userName: 'aenne',
    email: 'aenne@example.org'
  })
  const ben = await createUser(app.db, { name: 'Ben Ohlsen', blockedAt: new Date() })
  const found = async (query: string) => {
    const { customers } = (await admin.get(`${URL}?${query}`)).json()
    return customers.map(({ id }: { id: number }) => id)
  }

  t.test('is searched by name, address and user name', async (t) => {
    for (const q of ['Ohlsen', 'ohlsen']) t.same(await found(`q=${q}`), [ben.id, anna.id])
    for (const q of ['änne', 'AENNE@example', 'Aenne'])
      t.same(await found(`q=${encodeURIComponent(q)}`), [anna.id], q)
    t.same(await found('q=nobody'), [])
    for (const q of ['Ohl_en', '%', '_', 'a_nne'])
      t.same(await found(`q=${encodeURIComponent(q)}`), [], `${q} stands for itself`)
    t.match((await admin.visit(`${URL}?q=nobody`)).body, 'no account that fits')
  })

  t.test('is filtered and sorted', async (t) => {
    t.same(await found('q=Ohlsen&blocked=yes'), [ben.id])
    t.same(await found('q=Ohlsen&blocked=no&role=customer'), [anna.id])
    t.same(await found('q=Ohlsen&sort=created_at'), [anna.id, ben.id])
    t.same(await found(`role=admin`), [admin.member.id])
  })

  t.test('has pages', async (t) => {
    for (let index = 0; index < 52; index++) await createUser(app.db, { name: 'Paginated' })
    const first = (await admin.get(`${URL}?q=Paginated`)).json()
    t.equal(first.customers.length, 50)
    const second = (await admin.get(`${URL}?q=Paginated&after=${first.next}`)).json()
    t.equal(second.customers.length, 2)
    t.equal(second.next, null)
    t.match((await admin.visit(`${URL}?q=Paginated`)).body, 'rel="next"')
    await app.db.user.delete({ where: { id: first.next } })
    const again = (await admin.get(`${URL}?q=Paginated&after=${first.next}`)).json()
    t.equal(again.customers.length, 50, 'the first page where the account was deleted meanwhile')
    t.equal(again.previous, null)
  })
})

test('the page of a customer', async (t) => {
  const staff = await colleague(app, 'staff')
  const { client, id, fields } = await signUp(app)

  t.test('shows the account and its sessions, and what this member of staff may do', async (t) => {
    t.match((await staff.get(`${URL}/${id}`)).json(), {
      ...{ id, user_name: fields.user_name, email: null, pending_email: fields.email },
      ...{ role: 'customer', blocked: false, two_step_login: false, sessions: [{ device: String }] }
    })
    const { body } = await staff.visit(`${URL}/${id}`)
    t.match(body, 'End all sessions')
    t.notMatch(body, 'Change the role')
    t.match((await (await colleague(app)).visit(`${URL}/${id}`)).body, 'Change the role')
    t.equal((await staff.get(`${URL}/2000000000`)).statusCode, 404)
  })

  t.test('ends all sessions', async (t) => {
    t.equal((await staff.submit(`${URL}/${id}/end-sessions`)).headers.location, `${URL}/${id}`)
    t.equal((await client.get('/users/account')).statusCode, 401)
    t.match(await logged(), {
      ...{ action: 'customers.end-sessions', subjectType: 'user', subjectId: `${id}` },
      ...{ actorId: staff.member.id, changes: '{"sessions":[1,0]}' }
    })
    t.match((await staff.post(`${URL}/${id}/end-sessions`)).json(), { message: /nothing/ })
  })
})

test('blocking', async (t) => {
  const staff = await colleague(app, 'staff')

  t.test('ends the sessions, and a log-in is answered as with a wrong password', async (t) => {
    const { fields, id } = await createUser(app.db)
    const client = app.client()
    await client.post('/users/login', fields)
    const token = { id: 'x', userId: id, name: 'Scales', permissions: '', createdAt: new Date() }
    await app.db.staffToken.create({ data: token })
    const wrong = await login(fields.email, 'not the password')
    const messages = await recordMessages(app, async () => {
      t.equal((await staff.post(`${URL}/${id}/block`)).statusCode, 200)
    })
    t.match(messages, [{ to: [fields.email], subject: 'Your account is blocked' }])
    t.equal((await client.get('/users/account')).statusCode, 401)
    t.equal(await app.db.userToken.count({ where: { userId: id } }), 0, 'no browser is known any more')
    t.equal(
      await app.db.staffToken.count({ where: { userId: id } }),
      0,
      'nor a token, also once it is let in again'
    )
    for (const name of [fields.email, fields.user_name]) {
      const { statusCode, body, headers } = await login(name, fields.password)
      t.same([statusCode, body], [wrong.statusCode, wrong.body])
      t.notOk(headers['set-cookie'])
    }
    t.match(await logged(), {
      action: 'customers.block',
      subjectId: `${id}`,
      changes: '{"blocked":[false,true]}'
    })

    t.equal((await staff.post(`${URL}/${id}/unblock`)).statusCode, 200)
    t.equal((await login(fields.email, fields.password)).json().code, 0)
    t.match(await logged(), { action: 'customers.unblock' })
  })

  t.test('wins over a log-in at the same moment', async (t) => {
    const { fields, id } = await createUser(app.db)
    const client = app.client()
    await Promise.all([client.post('/users/login', fields), staff.post(`${URL}/${id}/block`)])
    t.equal((await client.get('/users/account')).statusCode, 401)
    t.equal(await app.db.session.count({ where: { userId: id } }), 0)
  })

  t.test('of a member of staff is for admins, and nobody blocks their own account', async (t) => {
    const [admin, other] = [await colleague(app), await colleague(app, 'staff')]
    t.equal((await staff.post(`${URL}/${other.member.id}/block`)).statusCode, 403)
    t.match((await admin.post(`${URL}/${admin.member.id}/block`)).json(), { code: 'USERS_ERR_OWN_ACCOUNT' })
    t.equal((await admin.post(`${URL}/${other.member.id}/block`)).statusCode, 200)
    t.equal(await app.db.user.count({ where: { blockedAt: null, id: admin.member.id } }), 1)
  })
})

test('the role', async (t) => {
  t.test('is given by admins to who has proved an address, and ends the sessions', async (t) => {
    const admin = await colleague(app)
    const { fields, id } = await createUser(app.db)
    const client = app.client()
    await client.post('/users/login', fields)
    t.equal((await admin.post(`${URL}/${id}/role`, { role: 'staff' })).statusCode, 200)
    t.equal((await client.get('/users/account')).statusCode, 401)
    t.match(await logged(), { action: 'users.change-role', changes: '{"role":["customer","staff"]}' })
    t.match((await admin.post(`${URL}/${id}/role`, { role: 'queen' })).statusCode, 400)
    const unproved = await createUser(app.db, { email: null })
    t.match((await admin.post(`${URL}/${unproved.id}/role`, { role: 'staff' })).json(), {
      code: 'USERS_ERR_UNPROVED'
    })
    const staff = await colleague(app, 'staff')
    t.equal((await staff.post(`${URL}/${id}/role`, { role: 'admin' })).statusCode, 403)
    t.match((await admin.post(`${URL}/${admin.member.id}/role`, { role: 'staff' })).json(), {
      code: 'USERS_ERR_OWN_ACCOUNT'
    })
  })

  t.test('of two admins who take it from each other at the same moment stays with one', async (t) => {
    await app.db.user.updateMany({ where: { role: 'admin' }, data: { role: 'staff' } })
    const [anna, ben] = [await colleague(app), await colleague(app)]
    const answers = await Promise.all([
      anna.post(`${URL}/${ben.member.id}/role`, { role: 'customer' }),
      ben.post(`${URL}/${anna.member.id}/role`, { role: 'customer' })
    ])
    t.equal(answers.filter(({ statusCode }) => statusCode === 200).length, 1)
    t.equal(await app.db.user.count({ where: { role: 'admin' } }), 1)
  })
})

test('a lost second factor is removed by an admin', async (t) => {
  const admin = await colleague(app)
  const { id: userId, fields } = await createUser(app.db, { role: 'staff' })
  await app.db.secondFactor.create({ data: { userId, secret: Buffer.alloc(48), lastStep: 0 } })
  t.equal((await login(fields.email, fields.password)).json().code, 6)
  const messages = await recordMessages(app, async () => {
    t.equal((await admin.post(`${URL}/${userId}/second-factor/reset`)).statusCode, 200)
  })
  t.match(messages, [{ subject: 'Two-step log-in is off' }])
  t.equal((await login(fields.email, fields.password)).json().code, 0)
  t.match(await logged(), { action: 'users.reset-second-factor' })
})

test('data of customers', async (t) => {
  const admin = await colleague(app)

  t.test('is given out, and that is logged', async (t) => {
    const { id, fields } = await createUser(app.db)
    const { headers, ...answer } = await admin.post(`${URL}/${id}/export`)
    t.match(headers['content-disposition'], /attachment/)
    t.match(answer.json(), { account: { email: fields.email, user_name: fields.user_name }, mails: [] })
    t.notMatch(answer.body, /argon2/)
    t.match(await logged(), { action: 'customers.export', subjectId: `${id}` })
  })

  t.test('is erased, but not a member of staff', async (t) => {
    const { id } = await createUser(app.db)
    t.match((await admin.visit(`${URL}/${id}/erase`)).body, 'nobody can bring them back')
    t.equal((await admin.submit(`${URL}/${id}/erase`)).headers.location, URL)
    t.equal(await app.db.user.count({ where: { id } }), 0)
    t.match(await logged(), { action: 'customers.erase', subjectId: `${id}`, changes: '{}' })
    t.equal((await admin.post(`${URL}/${id}/erase`)).statusCode, 404)
    const { member } = await colleague(app, 'staff')
    t.match((await admin.post(`${URL}/${member.id}/erase`)).json(), { code: 'USERS_ERR_STAFF_ACCOUNT' })
    const staff = await colleague(app, 'staff')
    t.equal((await staff.post(`${URL}/${id}/erase`)).statusCode, 403)
  })

  t.test('of guests go by the address, unless it is an account’s', async (t) => {
    t.match((await admin.post(`${URL}/guests/export`, { email: ' Guest@Example.org' })).json(), {
      account: null
    })
    t.equal((await admin.post(`${URL}/guests/erase`, { email: 'guest@example.org' })).statusCode, 200)
    t.match(await logged(), { action: 'customers.erase', subjectType: 'guest' })
    t.equal((await admin.post(`${URL}/guests/erase`, { email: 'no address' })).statusCode, 422)
    const { fields } = await createUser(app.db)
    t.match((await admin.post(`${URL}/guests/erase`, fields)).json(), { code: 'USERS_ERR_HAS_ACCOUNT' })
    t.match((await admin.visit(`${URL}/guests`)).body, 'Data of guests')
  })
})

test('the pages in Chinese', async (t) => {
  const app = await staffApp(t, 'zh-Hans')
  const client = await colleague(app)
  const { id } = await createUser(app.db, { name: '李四' })
  for (const page of ['', `/${id}`, `/${id}/erase`, '/guests', '/import']) {
    const { body } = await client.visit(URL + page)
    t.match(body, '<html lang="zh-Hans">')
    t.notMatch(body.replace(/<[^>]*>/g, ' '), /[a-z]{2,} +[a-z]{2,}/)
    t.notMatch(body, /label="[^"]*[a-z]{2,} [a-z]{2,}/i)
  }
})
