import { inTransaction } from '@larder/database'
import { recordMessages } from '@larder/mail'
import { englishIn, replace } from '@larder/testing'
import users from '@larder/users'
import { createUser, linkIn, newPerson } from '@larder/users/testing'
import tap, { test } from 'tap'
import { packOrder, recordArrival, sendOrder } from '../src/index.js'
import { createOrder, draftLine, sendWhole, stockGood } from '../src/testing/index.js'
import { ordersApp } from './fixtures/orders-app.js'

const app = await ordersApp(tap)
const NOW = new Date()
const HOUR = 60 * 60_000
const DAY = 24 * HOUR
const STATUS_ALONE = {
  access: 'status',
  note: '',
  address: [],
  parcels: [{ status: 'sent', carrier: '', tracking: '' }],
  invoices: []
}

test('an order in Chinese', async (t) => {
  const { id: userId } = await createUser(app.db)
  const { id, number } = await createOrder(app, { userId, language: 'zh-Hans', payBy: null })
  await sendWhole(app, id)
  const client = await signedIn(userId)
  const [invoice] = (await client.get(`/orders/${number}`)).json().invoices
  const url = `invoices/${invoice.series}/${invoice.number}`
  const shown = (body: string) => body.replaceAll(/Anna Muster|Gartenweg 3|\d+ Berlin|RR [\d ]+DE/g, '')

  t.test('has its page and its place in the list', async (t) => {
    const { body } = await client.visit(`/zh/orders/${number}`)
    t.match(
      body,
      /<h1>订单 \d+<[\s\S]*已发货，待付款[\s\S]*德国[\s\S]*您的包裹正在配送途中：Post RR[\s\S]*含 7% 增值税/
    )
    t.same(englishIn(shown(body)), [])
    const list = (await client.visit('/zh/orders')).body
    t.match(list, /<h1>我的订单<[\s\S]*已发货，待付款/)
    t.same(englishIn(list), [])
    await client.submit(`/zh/orders/${number}/cancel`)
    const { body: english } = await client.visit(`/orders/${number}`)
    t.match(english, /Germany[\s\S]*<span lang="zh-Hans">Plums</, 'and in another language')
  })

  t.test('has its invoice, also on a page of another language', async (t) => {
    for (const prefix of ['', '/zh']) {
      const { body } = await client.visit(`${prefix}/${url}`)
      const [, document = ''] =
        /(<article class="invoice" lang="zh-Hans">[\s\S]*<\/article>)/.exec(body) ?? []
      t.match(document, /<h1>发票 INV-\d+<[\s\S]*<dt>开具日期<\/dt><dd>\d+年\d+月\d+日<[\s\S]*增值税 7%/)
      t.same(englishIn(shown(document).replace(' lang="zh-Hans"', '')), [])
    }
    const page = (await client.visit(`/${url}`)).body
    t.match(page, /<title>Invoice INV-\d+/)
    t.match(
      page,
      /<article class="invoice" lang="[\w-]+">\s*<img src="\/logo\.webp" alt="" width="64" height="32">/
    )
  })
})

test('the orders of a customer', async (t) => {
  t.test('are listed, the last first, so many on a page', async (t) => {
    const { id: userId } = await createUser(app.db)
    const numbers: string[] = []
    for (let made = 0; made < 21; made++) numbers.unshift((await createOrder(app, { userId })).number)
    await createOrder(app)
    const client = await signedIn(userId)
    const { orders, next } = (await client.get('/orders')).json()
    t.same(
      orders.map(({ number }: { number: string }) => number),
      numbers.slice(0, 20)
    )
    const { body } = await client.visit('/orders')
    t.match(body, `<a href="/orders/${numbers[0]}" id="order-${numbers[0]}">Order ${numbers[0]}</a>`)
    t.match(body, `href="/orders?after=${next}"`)
    const rest = (await client.get(`/orders?after=${next}`)).json()
    t.match(rest, { orders: [{ number: numbers[20] }], next: null })
  })

  t.test('are asked for after a log-in', async (t) => {
    const { statusCode, headers } = await app.client().visit('/orders')
    t.match({ statusCode, location: headers.location }, { statusCode: 303, location: '/in?next=%2Forders' })
    t.equal((await app.client().get('/orders')).statusCode, 401)
  })

  t.test('have a page, for them alone, and the latest in JSON', async (t) => {
    const { id: userId } = await createUser(app.db)
    const { number } = await createOrder(app, { userId })
    const client = await signedIn(userId)
    const { body, headers } = await client.visit(`/orders/${number}`)
    t.match(body, `<h1>Order ${number}</h1>`)
    t.match(body, '<td>€6.66</td>')
    t.match(body, 'Gartenweg 3')
    t.match(body, `action="/orders/${number}/cancel"`)
    t.match(headers, {
      'cache-control': 'no-store',
      'referrer-policy': 'strict-origin',
      'x-robots-tag': 'noindex'
    })
    t.match((await client.get('/orders/get_order')).json(), {
      order: { number, total: 1_156, lines: [{ name: 'Plums', quantity: 2 }] }
    })
    const other = await signedIn((await createUser(app.db)).id)
    t.same((await other.get('/orders/get_order')).json(), { order: null })
    t.equal((await other.get(`/orders/${number}`)).statusCode, 404)
  })
})

test('the order of a guest', async (t) => {
  const [mail] = await recordMessages(app, () => createOrder(app))
  const link = new URL(mail?.links[0] ?? '')

  t.test('opens by the link of its mail, which leaves the URL', async (t) => {
    const client = app.client()
    const { statusCode, headers } = await client.visit(link.pathname + link.search)
    t.match({ statusCode, location: headers.location }, { statusCode: 303, location: link.pathname })
    t.match((await client.visit(link.pathname)).body, 'Gartenweg 3')
    t.match((await client.get('/orders/get_order')).json(), { order: { number: link.pathname.slice(8) } })
  })

  t.test('looks to everybody else as if it were not there', async (t) => {
    const { number } = await createOrder(app)
    const answers = new Set<string>()
    for (const path of [
      link.pathname,
      `${link.pathname}?key=wrong`,
      `/orders/${number}${link.search}`,
      '/orders/999999',
      '/orders/-1',
      '/orders/%00'
    ]) {
      const { statusCode, body, headers } = await app.client().get(path)
      t.equal(headers['set-cookie'], undefined, path)
      if (statusCode !== 400) answers.add(`${statusCode} ${body}`)
    }
    t.equal(answers.size, 1)
    t.match([...answers][0], /^404 /)
    for (const deed of ['cancel', 'withdraw', 'new-link']) {
      t.equal((await app.client().post(`${link.pathname}/${deed}`)).statusCode, 404)
    }
  })

  t.test('is not opened by a key that has ended', async (t) => {
    await app.db.orderKey.updateMany({ data: { expiresAt: NOW } })
    t.equal((await app.client().get(link.pathname + link.search)).statusCode, 404)
  })
})

test('the order of a guest, ninety days after it was placed', async (t) => {
  const [mail] = await recordMessages(app, () => createOrder(app, { payBy: null, note: 'Ring at Tom’s' }))
  const link = new URL(mail?.links[0] ?? '')
  const number = link.pathname.slice(8)
  const { id } = await app.db.order.findUniqueOrThrow({ where: { number } })
  await sendWhole(app, id)
  const before = await opened(link)
  const whole = (await before.get(link.pathname)).json()
  t.match(whole, { access: 'all', note: 'Ring at Tom’s', parcels: [{ carrier: 'Post' }] })
  const invoice = `/invoices/${whole.invoices[0].series}/${whole.invoices[0].number}`
  t.equal((await before.get(invoice)).statusCode, 200)
  const early = await recordMessages(app, () => before.post(`${link.pathname}/new-link`))
  t.same(early, [], 'a link that shows all brings no other')
  await app.db.order.update({ where: { id }, data: { placedAt: new Date(Date.now() - 90 * DAY) } })
  // No hour ends during the test.
  const now = Math.floor(Date.now() / HOUR) * HOUR + 1_000
  replace(t, Date, 'now', () => now)
  const askForLink = (client: typeof before) =>
    recordMessages(app, () => client.submit(`${link.pathname}/new-link`))

  const shownTo = async (client: typeof before) => {
    const { access, note, address, parcels, invoices } = (await client.get(link.pathname)).json()
    return { access, note, address, parcels, invoices }
  }

  t.test('shows how it stands, and nothing personal', async (t) => {
    for (const client of [before, await opened(link)]) {
      const { body } = await client.visit(link.pathname)
      t.match(body, 'Plums')
      t.match(body, `action="${link.pathname}/new-link"`)
      t.same(await shownTo(client), STATUS_ALONE)
      t.same((await client.get('/orders/get_order')).json().order, (await client.get(link.pathname)).json())
      for (const secret of ['Anna', 'Gartenweg', 'anna@example.org', 'Tom’s', 'RR 123', invoice]) {
        t.notMatch(body, secret)
        t.notMatch((await client.get(link.pathname)).body, secret)
      }
      t.equal((await client.get(invoice)).statusCode, 404)
    }
  })

  t.test('changes nothing', async (t) => {
    const client = await opened(link)
    for (const deed of ['cancel', 'withdraw']) {
      const { statusCode, body } = await client.post(`${link.pathname}/${deed}`)
      t.equal(statusCode, 403)
      t.match(body, 'ORDERS_ERR_OLD_LINK')
    }
    t.match((await client.get(link.pathname)).json(), { may_cancel: false, may_withdraw: false })
  })

  t.test('shows all by a new link, for another ninety days', async (t) => {
    const asked = await opened(link)
    const [mail] = await askForLink(asked)
    t.match(mail, { to: ['anna@example.org'], subject: `A new link to your order ${number}` })
    const fresh = new URL(mail?.links[0] ?? '')
    const client = await opened(fresh)
    const { placed_at, may_withdraw, may_cancel, ...shown } = (await client.get(link.pathname)).json()
    t.match(whole, shown)
    t.equal((await client.get(invoice)).statusCode, 200)
    await client.visit(link.pathname + link.search)
    t.match(
      (await client.get(link.pathname)).json(),
      { access: 'all' },
      'the earlier link takes nothing away'
    )
    for (const old of [asked, await opened(link)]) {
      t.same(await shownTo(old), STATUS_ALONE, 'who asked has to get the mail')
    }
    const where = { orderId: id, askedAt: { not: null } }
    await app.db.orderKey.updateMany({ where, data: { askedAt: new Date(now - 90 * DAY) } })
    t.same(await shownTo(await opened(fresh)), STATUS_ALONE)
  })

  t.test('has five links an hour, and answers alike', async (t) => {
    const client = await opened(link)
    const answers = new Set<string>()
    const mails = await recordMessages(app, async () => {
      for (let asked = 0; asked < 6; asked++) {
        const { statusCode, body } = await client.post(`${link.pathname}/new-link`)
        answers.add(`${statusCode} ${body}`)
      }
    })
    t.equal(mails.length, 4, 'with the one of before')
    t.equal(answers.size, 1)
    t.same((await client.post(`${link.pathname}/new-link`)).json(), (await client.get(link.pathname)).json())
  })

  t.test('shows all to its customer', async (t) => {
    const { id: userId } = await createUser(app.db)
    await app.db.order.update({ where: { id }, data: { userId } })
    t.match((await (await signedIn(userId)).get(link.pathname)).json(), { access: 'all' })
    t.same(await shownTo(before), STATUS_ALONE)
  })
})

test('a customer', async (t) => {
  t.test('cancels an order, and is told so', async (t) => {
    const { id: userId } = await createUser(app.db)
    const { number } = await createOrder(app, { userId })
    const client = await signedIn(userId)
    const mails = await recordMessages(app, async () => {
      const { headers } = await client.submit(`/orders/${number}/cancel`)
      t.equal(headers.location, `/orders/${number}`)
    })
    t.same(
      mails.map(({ subject }) => subject),
      [`Your order ${number} is cancelled`]
    )
    t.match((await client.get(`/orders/${number}`)).json(), {
      status: 'cancelled',
      owed: 0,
      may_cancel: false
    })
    t.match((await client.post(`/orders/${number}/cancel`)).json(), { status: 'cancelled' })
  })

  t.test('withdraws from what keeps, for fourteen days, and gets a receipt', async (t) => {
    const { id: userId } = await createUser(app.db)
    const client = await signedIn(userId)
    const fresh = await sent(userId, true)
    t.match((await client.get(`/orders/${fresh}`)).json(), { may_withdraw: false })
    const number = await sent(userId, false)
    t.match((await client.visit(`/orders/${number}`)).body, `action="/orders/${number}/withdraw"`)
    const mails = await recordMessages(app, async () => {
      await client.submit(`/orders/${number}/withdraw`)
      await client.submit(`/orders/${number}/withdraw`)
    })
    t.equal(mails.length, 1)
    t.match(mails[0]?.text, 'we received your withdrawal')
    await app.db.shipment.updateMany({ data: { deliveredAt: new Date(Date.now() - 16 * DAY) } })
    t.match((await client.get(`/orders/${number}`)).json(), { may_withdraw: false })
  })

  t.test('prints an invoice that only they can see', async (t) => {
    const { id: userId } = await createUser(app.db)
    const client = await signedIn(userId)
    const number = await sent(userId, false)
    const [invoice] = (await client.get(`/orders/${number}`)).json().invoices
    const page = `/invoices/${invoice.series}/${invoice.number}`
    t.match((await client.visit(`/orders/${number}`)).body, `href="${page}"`)
    const { body } = await client.visit(page)
    t.match(body, 'VAT number DE123456789')
    t.match((await client.get(page)).json(), { kind: 'invoice', order: number, total: 1_156 })
    t.equal((await app.client().get(page)).statusCode, 404)
    t.equal((await client.get('/invoices/INV/999999')).statusCode, 404)
  })
})

test('who registers with the address of a guest', async (t) => {
  const app = await ordersApp(t, {}, [users, { prefix: '/users' }])
  const { number } = await createOrder(app)
  const client = app.client()
  const person = newPerson({ email: 'anna@example.org' })
  const mails = await recordMessages(app, () => client.post('/users/register', person))
  t.same((await client.get('/orders')).json().orders, [], 'has none of the orders by that')
  t.equal((await client.get(`/orders/${number}`)).statusCode, 404)
  await client.post('/users/confirm', { token: linkIn(mails).token })
  t.match((await client.get('/orders')).json(), { orders: [{ number }] }, 'but once it is proved')
})

/** The number of an order that is sent and delivered. */
async function sent(userId: number, perishable: boolean): Promise<string> {
  const goodId = await stockGood(app, 10)
  const { id, number } = await createOrder(app, {
    userId,
    payBy: null,
    lines: [draftLine({ goodId, perishable })]
  })
  const cause = { now: NOW }
  await inTransaction(app.db, async (tx) => {
    const units = [{ position: 1, quantity: 2 }]
    const packed = await packOrder(tx, id, { units }, cause, app.orders)
    await sendOrder(tx, id, {}, cause, app.orders)
    if (packed.outcome === 'packed') await recordArrival(tx, id, packed.shipmentId, 'delivered', cause)
  })
  return number
}

async function signedIn(userId: number) {
  const client = app.client()
  await client.post(`/in/${userId}`)
  return client
}

async function opened(link: URL) {
  const client = app.client()
  await client.visit(link.pathname + link.search)
  return client
}
