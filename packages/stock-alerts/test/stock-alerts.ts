import { blueprints, listMailTemplates, previewMail } from '@larder/blueprint'
import { type Database, inTransaction } from '@larder/database'
import goods from '@larder/goods'
import { createGood } from '@larder/goods/testing'
import mail, { recordMessages } from '@larder/mail'
import session, { exportPersonalData, takeFlashes } from '@larder/session'
import stock, { adjustStock } from '@larder/stock'
import tasks from '@larder/tasks'
import { countWaiting, englishIn, testAppWith, wholeAnswers } from '@larder/testing'
import { until } from '@larder/until'
import { createUser, frontDoor } from '@larder/users/testing'
import type { FastifyInstance } from 'fastify'
import tap, { test } from 'tap'
import { confirmAlerts, deleteOldAlerts } from '../src/ask-for-alert.js'
import stockAlerts from '../src/index.js'
import { tellIfBack, tellNext } from '../src/tell-waiting.js'
import { createAlert, stockAlertsBehave } from '../src/testing/index.js'

const addresses = new Map<number, string>()
const LANGUAGES = { urls: { '': 'en', zh: 'zh-Hans' } }
const app = await testAppWith(
  tap,
  { rewriteUrl: ({ url = '/' }) => url.replace(/^\/zh(?=\/)/, '') },
  wholeAnswers,
  [
    blueprints,
    {
      publicUrl: new URL('http://shop.example'),
      languages: LANGUAGES,
      context: (request: Parameters<typeof takeFlashes>[0]) => ({ flashes: takeFlashes(request) })
    }
  ],
  [session, { loginRoute: 'in' }],
  mail,
  stock,
  [tasks, { run: false }],
  [goods, { prefix: '/goods' }],
  [
    stockAlerts,
    { prefix: '/stock-alerts', findEmail: async (_db: unknown, userId: number) => addresses.get(userId) }
  ],
  frontDoor
)
const { db } = app
const HOUR = 60 * 60_000

test('alerts, served alone', (t) => stockAlertsBehave(t, app))

test('a guest', async (t) => {
  t.test('asks on the page of a product that is sold out, confirms, and is told once', async (t) => {
    const good = await soldOut()
    const client = app.client()
    const page = `/goods/${good.slug}`
    t.match((await client.visit(page)).body, '<form method="post" action="/stock-alerts">')
    const email = 'guest@example.org'
    const [asked] = await recordMessages(app, () => client.submit('/stock-alerts', { good: good.id, email }))
    t.match(asked, { to: [email], subject: `Shall we tell you when ${good.name} is back?` })
    t.match((await client.visit(page)).body, 'We have sent an e-mail to guest@example.org.')
    t.same(await bring(good.id, 1), [], 'nobody is told who has not confirmed')
    await bring(good.id, -1)
    const link = pathOf(asked?.links[0])
    const shown = await client.visit(link)
    t.match(shown.body, 'Shall we write to guest@example.org once')
    t.equal(shown.headers['referrer-policy'], 'strict-origin')
    await client.submit(link)
    t.match((await client.visit(page)).body, 'Your address is confirmed.')
    const [told, ...others] = await bring(good.id, 1)
    t.match(told, { to: [email], subject: `${good.name} is back`, links: [`http://shop.example${page}`] })
    t.same(others, [])
    t.equal(await db.stockAlert.count({ where: { goodId: good.id } }), 0, 'the address is deleted')
    t.equal((await client.get(link)).statusCode, 404)
  })

  t.test('can take it back by each link', async (t) => {
    const [good, other] = [await soldOut(), await soldOut()]
    const email = 'two@example.org'
    await createAlert(db, { goodId: good.id, email })
    const secret = await createAlert(db, { goodId: other.id, email })
    const [told] = await bring(good.id, 1)
    const [, link] = told?.links ?? []
    t.ok(link, 'who waits for something else has a link in the mail')
    t.equal((await app.client().get(`/stock-alerts/${secret}`)).statusCode, 404, 'which is the only one')
    await app.client().submit(`${pathOf(link)}/remove`)
    t.equal(await db.stockAlert.count({ where: { email } }), 0)
  })

  t.test('gets five mails an hour at most, and hears nothing of it', async (t) => {
    const email = 'often@example.org'
    const mails = await recordMessages(app, async () => {
      for (let asked = 0; asked < 7; asked++) {
        const good = await soldOut()
        const response = await app.client().post('/stock-alerts', { good: good.id, email })
        t.equal(response.json().outcome, 'confirm')
      }
    })
    t.equal(mails.length, 5)
  })
})

test('a customer with a confirmed address needs one click, and can take it back', async (t) => {
  const good = await soldOut()
  const { id } = await createUser(db)
  addresses.set(id, 'anna@example.org')
  const client = app.client()
  await client.post(`/in/${id}`)
  const page = `/goods/${good.slug}`
  t.match((await client.visit(page)).body, 'One e-mail to anna@example.org, as soon as it is back.')
  t.same(await recordMessages(app, () => client.submit('/stock-alerts', { good: good.id })), [])
  t.match((await client.visit(page)).body, 'Do not tell me')
  t.match(await exportPersonalData(app, { userId: null, email: 'anna@example.org' }), {
    stock_alerts: [{ good: good.id }]
  })
  await client.submit('/stock-alerts/forget', { good: good.id })
  t.match((await client.visit(page)).body, /We have deleted your address[\s\S]*One e-mail to/)
  const { outcome } = (
    await client.post('/stock-alerts', { good: good.id, email: 'else@example.org' })
  ).json()
  t.equal(outcome, 'confirm', 'another address is not proved')
})

test('an employee of an app with its own request.user is no customer', async (t) => {
  const adopter = await testAppWith(t, {}, async (own: FastifyInstance) => {
    own.decorateRequest('user', { getter: () => ({ id: 7, name: 'Eva', role: 'customer' as const }) })
    own.register(blueprints)
    own.register(session, { decorateAs: { user: 'customer' } })
    own.register(stock)
    own.register(tasks, { run: false })
    own.register(mail)
    own.register(goods, { prefix: '/goods' })
    const findEmail = async (_db: unknown, userId: number) => `customer-${userId}@example.org`
    own.register(stockAlerts, { prefix: '/stock-alerts', findEmail })
  })
  const { id: good } = await createGood(adopter.db, { stock: 0 })
  const asked = await adopter.client().post('/stock-alerts', { good })
  t.equal(asked.statusCode, 422, 'whose address nobody gets')
  t.equal(await adopter.db.stockAlert.count(), 0)
})

test('a customer whose address was typed, and not confirmed, is offered the one click', async (t) => {
  const good = await soldOut()
  const { id } = await createUser(db)
  const email = 'clara@example.org'
  addresses.set(id, email)
  await createAlert(db, { goodId: good.id, email, isProved: false })
  const client = app.client()
  await client.post(`/in/${id}`)
  const page = `/goods/${good.slug}`
  t.match((await client.visit(page)).body, `One e-mail to ${email}, as soon as it is back.`)
  await client.submit('/stock-alerts', { good: good.id })
  t.match((await client.visit(page)).body, 'Do not tell me')
  t.match(await bring(good.id, 1), [{ to: [email] }])
})

test('of many who wait, as many are told as may find some, and the next an hour later', async (t) => {
  const good = await soldOut()
  for (let made = 0; made < 8; made++) await createAlert(db, { goodId: good.id })
  t.equal((await bring(good.id, 1)).length, 5)
  const later = await recordMessages(app, () => app.tasks.runDue(new Date(Date.now() + HOUR)))
  t.equal(later.length, 3)
})

test('a product that comes back while it is not published', async (t) => {
  const publish = (id: number, published = true) => db.good.update({ where: { id }, data: { published } })
  const inHours = (hours: number) => new Date(Date.now() + hours * HOUR)
  const runIn = (hours: number) => recordMessages(app, () => app.tasks.runDue(inHours(hours)))

  t.test('has those who wait told within an hour of it', async (t) => {
    const good = await soldOut()
    await createAlert(db, { goodId: good.id, email: 'patient@example.org' })
    await publish(good.id, false)
    t.same(await bring(good.id, 1), [])
    t.same(await recordMessages(app, () => tellNext(app, good.id, inHours(1))), [])
    await publish(good.id)
    t.match(await runIn(2), [{ to: ['patient@example.org'] }])
  })

  t.test('is looked at by one task an hour, until there is none left', async (t) => {
    const good = await soldOut()
    const { id } = good
    await createAlert(db, { goodId: id })
    await publish(id, false)
    const queued = () =>
      db.task.count({
        where: { kind: 'stock-alerts.tell', data: JSON.stringify({ good: id }), status: 'queued' }
      })
    for (const by of [1, -1, 2]) await bring(id, by)
    t.equal(await queued(), 1)
    await bring(id, -2)
    await runIn(1)
    t.equal(await queued(), 0)
  })
})

test('a product that comes back before', async (t) => {
  t.test('an address is confirmed is told of when it is', async (t) => {
    const good = await soldOut()
    const secret = await createAlert(db, { goodId: good.id, email: 'slow@example.org', isProved: false })
    t.same(await bring(good.id, 1), [])
    const told = await recordMessages(app, async () => {
      await app.client().submit(`/stock-alerts/${secret}`)
      await app.tasks.runDue()
    })
    t.match(told, [{ to: ['slow@example.org'] }])
  })

  t.test('a customer has asked is told of at once', async (t) => {
    const good = await createGood(db, { stock: 1 })
    const { id } = await createUser(db)
    addresses.set(id, 'berta@example.org')
    const client = app.client()
    await client.post(`/in/${id}`)
    const told = await recordMessages(app, async () => {
      await client.submit('/stock-alerts', { good: good.id })
      await app.tasks.runDue()
    })
    t.match(told, [{ to: ['berta@example.org'] }])
  })
})

test('a product that comes back at the moment when', async (t) => {
  t.test('an address is confirmed is told of', async (t) => {
    const good = await soldOut()
    const email = 'racing@example.org'
    const secret = await createAlert(db, { goodId: good.id, email, isProved: false })
    const told = await behind(
      (tx) => receive(tx, good.id),
      () => app.client().submit(`/stock-alerts/${secret}`)
    )
    t.match(told, [{ to: [email] }])
  })

  t.test('an address is confirmed before it is told of, too', async (t) => {
    const { id: goodId } = await soldOut()
    const email = 'first@example.org'
    const secret = await createAlert(db, { goodId, email, isProved: false })
    const told = await behind(
      async (tx) => {
        await tellIfBack(tx, [goodId])
        await confirmAlerts(tx, secret, new Date())
      },
      () => inTransaction(db, (tx) => receive(tx, goodId))
    )
    t.match(told, [{ to: [email] }])
  })

  t.test('a customer asks is told of', async (t) => {
    const good = await soldOut()
    const { id } = await createUser(db)
    const email = 'dora@example.org'
    addresses.set(id, email)
    const client = app.client()
    await client.post(`/in/${id}`)
    const told = await behind(
      (tx) => receive(tx, good.id),
      () => client.submit('/stock-alerts', { good: good.id })
    )
    t.match(told, [{ to: [email] }])
  })
})

test('a product that is not sold out, or can be ordered all the same, offers nothing', async (t) => {
  for (const fields of [{ stock: 1 }, { stock: 0, backorder: true }]) {
    const { slug } = await createGood(db, fields)
    t.notMatch((await app.client().visit(`/goods/${slug}`)).body, 'Tell me when it is back')
  }
})

test('what is old is forgotten', async (t) => {
  const { id: goodId } = await soldOut()
  await createAlert(db, { goodId })
  await createAlert(db, { goodId, isProved: false })
  const count = async (days: number) => {
    await deleteOldAlerts(db, new Date(Date.now() + days * 24 * HOUR))
    return db.stockAlert.count({ where: { goodId } })
  }
  t.equal(await count(1), 2)
  t.equal(await count(3), 1, 'what nobody confirmed, after two days')
  t.equal(await count(91), 0)
})

test('pages and mails are in Chinese, too', async (t) => {
  const good = await soldOut('榅桲')
  const email = 'zh@example.org'
  const [asked] = await recordMessages(app, () =>
    app.client().post('/zh/stock-alerts', { good: good.id, email })
  )
  t.match(asked, { subject: '榅桲到货时提醒您？', links: [/^http:\/\/shop\.example\/zh\/stock-alerts\//] })
  const link = pathOf(asked?.links[0])
  for (const path of [link, `/zh/goods/${good.slug}`])
    t.match((await app.client().visit(path)).body, '到货提醒')
  t.same(englishIn((await app.client().visit(link)).body.replaceAll(email, '')), [])
  await app.client().submit(link)
  const [told] = await bring(good.id, 2)
  t.match(told, { subject: '榅桲到货了' })
  for (const one of [asked, told]) t.same(englishIn(one?.text ?? ''), [])
})

test('the mails have a preview', async (t) => {
  const mails = listMailTemplates(app).filter(({ blueprint }) => blueprint === 'stock-alerts')
  t.equal(mails.length, 2)
  for (const one of mails) t.match(previewMail(app, one).text, 'http://shop.example/stock-alerts/')
})

function soldOut(name = 'Quinces') {
  return createGood(db, { name, stock: 0 })
}

/** So many more, or less. @returns the mails of the tasks that are due then */
function bring(goodId: number, by: number) {
  return recordMessages(app, async () => {
    const kind = by > 0 ? 'received' : 'corrected'
    await inTransaction(db, (tx) => adjustStock(tx, { goodId, by, kind }, app.stockHooks))
    await app.tasks.runDue()
  })
}

function receive(tx: Database, goodId: number) {
  return adjustStock(tx, { goodId, by: 1, kind: 'received' }, app.stockHooks)
}

/** Has `late` wait for the locks of `early`, which commits then. @returns the mails of the tasks that are due then */
function behind(early: (tx: Database) => Promise<unknown>, late: () => Promise<unknown>) {
  return recordMessages(app, async () => {
    const { working } = await db.$transaction(async (tx) => {
      await early(tx)
      const working = late()
      await until(async () => (await countWaiting(db)) > 0, 'the later one waits for the stock')
      return { working }
    })
    await working
    await app.tasks.runDue()
  })
}

function pathOf(link = ''): string {
  return new URL(link).pathname
}
