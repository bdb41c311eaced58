import { recordMessages } from '@larder/mail'
import { readCsv } from '@larder/staff'
import { applyCsv, checkCsv } from '@larder/staff/testing'
import tap, { test } from 'tap'
import { createUser } from '../src/testing/index.js'
import { colleague, staffApp } from './fixtures/staff-app.js'

const app = await staffApp(tap)
const { db } = app
const admin = await colleague(app)
const IMPORT = '/staff/customers/import'
const check = (content: string) => checkCsv(app, admin, IMPORT, content)
const apply = (id: number) => applyCsv(app, admin, IMPORT, id)

test('customers from a file', async (t) => {
  const anna = await createUser(db, { name: 'Anna', email: 'anna@example.org' })

  await t.test('get an account without a password, and in by a link to reset it', async (t) => {
    const checked = await check('name;email;state\nBen Ohlsen;Ben@Example.org;\nCem;cem@example.org;blocked')
    t.match(checked, { status: 'checked', new: 2 })
    const mails = await recordMessages(app, () => apply(checked.id))
    t.same(mails, [], 'nobody gets a mail')
    const ben = await db.user.findFirstOrThrow({ where: { pendingEmail: 'ben@example.org' } })
    t.match(ben, { name: 'Ben Ohlsen', email: null, role: 'customer', blockedAt: null })
    t.ok((await db.user.findFirstOrThrow({ where: { pendingEmail: 'cem@example.org' } })).blockedAt)
    const entry = await db.auditEntry.findFirst({
      where: { action: 'customers.create', subjectId: `${ben.id}` }
    })
    t.same(JSON.parse(entry?.changes ?? ''), { name: [null, 'Ben Ohlsen'], state: [null, 'active'] })
    const login = { user_name: 'ben@example.org', password: '' }
    t.not((await app.client().post('/users/login', login)).json().code, 0)
    const [mail] = await recordMessages(app, () =>
      app.client().post('/users/forgot', { email: 'ben@example.org' })
    )
    const token = new URL(mail?.links[0] ?? '').searchParams.get('token')
    const password = 'correct horse battery'
    t.equal((await app.client().post('/users/reset', { token, password })).statusCode, 200)
    t.equal((await app.client().post('/users/login', { ...login, password })).json().code, 0)
  })

  await t.test('are renamed, blocked with a mail, and let in again', async (t) => {
    const rename = await check('email,name,state\nANNA@example.org,Anna Muster,blocked')
    t.match(rename, { changed: 1 })
    const mails = await recordMessages(app, () => apply(rename.id))
    t.match(mails, [{ to: ['anna@example.org'], subject: 'Your account is blocked' }])
    const blocked = await db.user.findUniqueOrThrow({ where: { id: anna.id } })
    t.equal(blocked.name, 'Anna Muster')
    t.ok(blocked.blockedAt)
    await apply((await check(`id,state\n${anna.id},active`)).id)
    t.equal((await db.user.findUniqueOrThrow({ where: { id: anna.id } })).blockedAt, null)
  })

  await t.test('are refused by line and column', async (t) => {
    const staff = await createUser(db, { role: 'staff' })
    for (const _ of [1, 2]) await createUser(db, { email: null, pendingEmail: 'twice@example.org' })
    const file = [
      'id,email,name,state',
      ',nobody,No address,',
      ',dora@example.org,,',
      ',twice@example.org,Twice,',
      `${anna.id},other@example.org,,`,
      `${staff.id},,,blocked`,
      '2000000000,,X,',
      ',anna@example.org,,gone'
    ].join('\n')
    const { problems } = await check(file)
    t.same(
      problems.map(({ line, column }) => `${line} ${column}`),
      ['2 email', '3 name', '4 email', '5 email', '6 state', '7 id', '8 state']
    )
  })

  await t.test('are refused where another line names the same account', async (t) => {
    const { problems } = await check(`id,email,name\n${anna.id},,One\n,anna@example.org,Two`)
    t.match(problems, [{ line: 3, problem: /^Line 2 is of the same/ }])
  })

  await t.test('are refused where somebody changed them since the check', async (t) => {
    const { id } = await check('email,name\nanna@example.org,Mine\neva@example.org,Eva')
    await db.user.update({ where: { id: anna.id }, data: { name: 'Theirs' } })
    t.match(await apply(id), { status: 'refused', problems: [{ line: 2 }] })
    t.equal(await db.user.count({ where: { pendingEmail: 'eva@example.org' } }), 0)
  })
})

test('an exported file', async (t) => {
  await createUser(db, { name: '=SUM(1)', email: null, pendingEmail: null })

  await t.test('is imported again, and changes nothing', async (t) => {
    const { body } = await admin.get('/staff/customers/export')
    const count = await db.user.count()
    t.match(await check(body), { status: 'checked', new: 0, changed: 0, unchanged: count, problems: [] })
    t.notMatch(body, /argon2/)
    const blocked = readCsv(Buffer.from((await admin.get('/staff/customers/export?blocked=yes')).body))
    t.match(blocked, { lines: [{ cells: { name: 'Cem', state: 'blocked', confirmed: 'no' } }] })
    const entries = await db.auditEntry.findMany({ where: { action: 'customers.export' } })
    t.match(entries[1], { changes: '{"blocked":[null,"yes"],"rows":[null,1]}' })
  })

  await t.test('is logged without the address that was searched for', async (t) => {
    const { id } = await createUser(db, { email: 'gone@example.org' })
    await admin.get('/staff/customers/export?q=gone@example.org&role=customer')
    const entry = await db.auditEntry.findFirstOrThrow({ orderBy: { id: 'desc' } })
    t.match(entry, {
      action: 'customers.export',
      changes: '{"searched":[null,"yes"],"role":[null,"customer"],"rows":[null,1]}'
    })
    await admin.post(`/staff/customers/${id}/erase`, {})
    t.equal(await db.auditEntry.count({ where: { changes: { contains: 'gone@' } } }), 0)
  })

  await t.test('does not set back what was changed since', async (t) => {
    const { id } = await createUser(db, { name: 'Fay', email: 'fay@example.org' })
    const { body } = await admin.get('/staff/customers/export?q=fay@')
    t.match(body, /,used_at,version\r\n.*,v[0-9a-f]{15}\r\n$/)
    t.match(await check(body.replace('Fay', 'Faye')), { changed: 1, problems: [] })
    await admin.post(`/staff/customers/${id}/block`, {})
    const late = {
      changed: 0,
      problems: [{ line: 2, column: 'version', problem: /^The account was changed/ }]
    }
    t.match(await check(body), late, 'an account that was blocked')
    t.match(await check(body.replace('active', 'blocked')), { unchanged: 1, problems: [] })
    await admin.post(`/staff/customers/${id}/unblock`, {})
    t.match(await check(body.replace('Fay', 'Faye')), { changed: 1 }, 'unless it is as it was')
    await db.user.update({ where: { id }, data: { name: 'Fay Weldon' } })
    t.match(await check(body), late, 'a name')
  })

  await t.test('is for admins who have just given the second factor', async (t) => {
    const staff = await colleague(app, 'staff')
    for (const url of ['/staff/customers/export', IMPORT]) t.equal((await staff.get(url)).statusCode, 403)
    t.notMatch((await staff.visit('/staff/customers')).body, 'Export as CSV')
    t.match((await admin.visit('/staff/customers')).body, 'Export as CSV')
  })
})
