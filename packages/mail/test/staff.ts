import { blueprints, translatorOf } from '@larder/blueprint'
// By its name, since what it adds to Fastify's types can be declared once only.
import mail, { findMail, listMails, type MailFilter, type MailStatus } from '@larder/mail'
import mailStaff from '@larder/mail/staff'
import session from '@larder/session'
import staff from '@larder/staff'
import { staffClient } from '@larder/staff/testing'
import { countRowsRead, englishIn, onPostgresql, testApp } from '@larder/testing'
import tap, { type Test, test } from 'tap'
import { v7 as uuid } from 'uuid'

const mailApp = (t: Pick<Test, 'teardown'>, language = 'en') =>
  testApp(t, [blueprints, { languages: { urls: { '': language } } }], session, mail, staff, [
    mailStaff,
    { prefix: '/staff/mails' }
  ])
const app = await mailApp(tap)

/** A mail that the server has refused. */
async function failedMail({ secret = false, from = app } = {}): Promise<string> {
  const message = { to: 'anna@example.org', subject: 'Your order', text: 'Thank you.', secret }
  const { id } = await from.mail.send(from.db, message)
  const done = { doneAt: new Date(), ...(secret && { message: null }) }
  await from.db.mail.update({
    where: { id },
    data: { status: 'failed', attempts: 5, problem: '550 No', ...done }
  })
  return id
}

/** @returns their ids, the oldest first */
async function failedMails(count: number): Promise<string[]> {
  const data = rows(count, { status: 'failed', problem: '550 No' })
  await app.db.mail.createMany({ data })
  return data.map(({ id }) => id)
}

function rows(count: number, rest: { status: MailStatus; problem?: string }) {
  const row = { recipients: '["anna@example.org"]', subject: 'Your order', ...rest }
  return Array.from({ length: count }, () => ({ ...row, id: uuid() }))
}

function idsOf({ mails }: { mails: { id: string }[] }): string[] {
  return mails.map(({ id }) => id)
}

test('the page of mails', async (t) => {
  const client = await staffClient(app, { role: 'staff' })
  t.beforeEach(() => app.db.mail.deleteMany())

  await t.test('shows those that could not be sent, and the others by their state', async (t) => {
    const id = await failedMail()
    await app.mail.send(app.db, { to: 'ben@example.org', subject: 'Waits', text: 'Hello.' })
    const failed = {
      id,
      recipients: ['anna@example.org'],
      subject: 'Your order',
      problem: '550 No',
      may_retry: true
    }
    t.match((await client.get('/staff/mails')).json().mails, [failed])
    t.match((await client.get('/staff/mails?status=queued')).json().mails, [
      { subject: 'Waits', may_retry: false }
    ])
    t.match((await client.visit('/staff/mails')).body, /550 No[\s\S]*Try again: Your order/)
    t.match((await client.visit('/staff')).body, /One mail<\/a> could not be sent|One mail could not be sent/)
  })

  await t.test('has a mail tried again, which the log of changes tells', async (t) => {
    const id = await failedMail()
    const response = await client.submit(`/staff/mails/${id}/retry`)
    t.match(response, { statusCode: 303, headers: { location: '/staff/mails' } })
    t.match(await findMail(app.db, id), { status: 'queued', attempts: 0, doneAt: null })
    const entry = await app.db.auditEntry.findFirstOrThrow({ where: { subjectId: id } })
    t.match(entry, { action: 'mails.retry', subjectType: 'mail', changes: '{"status":["failed","queued"]}' })
  })

  await t.test('leads back to the list as it was', async (t) => {
    const id = await failedMail()
    await client.post(`/staff/mails/${id}/give-up`)
    const { body } = await client.visit('/staff/mails?status=cancelled')
    t.match(body, `/staff/mails/${id}/retry?status=cancelled"`)
    const response = await client.submit(`/staff/mails/${id}/retry?status=cancelled`)
    t.equal(response.headers.location, '/staff/mails?status=cancelled')
  })

  await t.test('has a mail given up, and only one that has failed', async (t) => {
    const id = await failedMail()
    t.equal((await client.post(`/staff/mails/${id}/give-up`)).statusCode, 200)
    t.match(await findMail(app.db, id), { status: 'cancelled' })
    const again = await client.post(`/staff/mails/${id}/give-up`)
    t.match(again.json(), { code: 'MAIL_ERR_STATUS' })
    t.equal(again.statusCode, 409)
    t.equal(await app.db.auditEntry.count({ where: { subjectId: id } }), 1)
  })

  await t.test('offers no secret that is gone', async (t) => {
    const id = await failedMail({ secret: true })
    t.match((await client.get('/staff/mails')).json().mails, [{ id, may_retry: false }])
    t.match((await client.post(`/staff/mails/${id}/retry`)).json(), { code: 'MAIL_ERR_BODY_GONE' })
  })

  await t.test('has older and newer ones on other pages', async (t) => {
    const written = await failedMails(60)
    const first = (await client.get('/staff/mails')).json()
    t.same(idsOf(first), written.slice(10).reverse())
    t.equal(first.previous, null)
    t.match((await client.visit('/staff/mails')).body, `after=${first.next}" rel="next"`)

    // What has gone meanwhile leads on all the same.
    await app.db.mail.delete({ where: { id: first.next } })
    const second = (await client.get(`/staff/mails?after=${first.next}`)).json()
    t.match(second, { next: null, previous: written[9] })
    t.same(idsOf(second), written.slice(0, 10).reverse())
    const back = (await client.get(`/staff/mails?before=${second.previous}`)).json()
    t.same(idsOf(back), written.slice(11).reverse())
    t.match(back, { next: written[11], previous: null })
    t.equal((await client.get('/staff/mails?after=1')).statusCode, 400)
  })

  await t.test('reads little besides its page, among many', async (t) => {
    const failed = await failedMails(5)
    await app.db.mail.createMany({ data: rows(2_000, { status: 'sent' }) })
    const [middle] = await app.db.mail.findMany({
      where: { status: 'sent' },
      orderBy: { id: 'asc' },
      skip: 1_000,
      take: 1
    })
    const pages: MailFilter[] = [
      { status: 'failed' },
      { status: 'failed', after: failed.at(-2) },
      { status: 'sent' },
      { status: 'sent', before: middle?.id },
      // MariaDB first looks which there are of the state, in its index alone.
      ...(onPostgresql ? [{ status: 'sent' as const, after: middle?.id }] : [])
    ]
    for (const page of pages) {
      const count = await countRowsRead(app.db, 'mails', (tx) => listMails(tx, { limit: 51, ...page }))
      t.ok(count >= 3 && count < 200, `${count} rows for ${JSON.stringify(page)}`)
    }
  })

  await t.test('is nothing for customers', async (t) => {
    const customer = await staffClient(app, { role: 'customer' })
    t.equal((await customer.get('/staff/mails')).statusCode, 403)
  })
})

test('the page of mails in Chinese', async (t) => {
  const from = await mailApp(t, 'zh-Hans')
  const client = await staffClient(from)
  const id = await failedMail({ from })
  await from.db.mail.update({ where: { id }, data: { subject: '您的订单', problem: '550' } })
  t.match((await client.visit('/staff')).body, '1 封邮件未能发送')
  const { body } = await client.visit('/staff/mails')
  t.match(body, 'aria-label="重新发送：您的订单"')
  t.same(englishIn(body), [])
  t.match((await client.post(`/staff/mails/${id}/give-up`)).json(), { message: '邮件已放弃。' })
  const refused = (await client.post(`/staff/mails/${id}/give-up`)).json()
  t.equal(translatorOf(from).tError(refused), `邮件 ${id} 无法取消：已取消。`)
})
