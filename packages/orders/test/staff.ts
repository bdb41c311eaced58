import { recordMessages } from '@larder/mail'
import { staffClient } from '@larder/staff/testing'
import { findStock } from '@larder/stock'
import { englishIn } from '@larder/testing'
import tap, { test } from 'tap'
import { readOrder } from '../src/index.js'
import { createOrder, draftLine, sendWhole, stockGood } from '../src/testing/index.js'
import { reader } from './fixtures/orders-app.js'
import { staffApp } from './fixtures/staff-app.js'

const { app, audits, client, db, ready } = await staffApp(tap)
const versionOf = async (id: number) => (await readOrder(db, id)).version
const post = async (id: number, action: string, body: object) =>
  client.post(`/staff/orders/${id}/${action}`, { version: await versionOf(id), ...body })
const onHand = async (goodId: number) => (await findStock(db, [goodId]))[0]?.onHand

test('the staff’s pages in Chinese', async (t) => {
  const { id } = await ready({ note: '请按门铃' })
  await sendWhole(app, id)
  await ready()
  const admin = await staffClient(app)
  reader.language = 'zh-Hans'
  t.teardown(() => {
    reader.language = undefined
  })
  const shown = (body: string) => body.replaceAll(/Anna Muster|Gartenweg 3|\d+ Berlin|RR [\d ]+DE/g, '')
  const [invoice] = (await client.get(`/staff/orders/${id}`)).json().invoices

  for (const [url, texts] of [
    ['', /<h2>待配货<[\s\S]*<h2>热销商品<[\s\S]*李子/],
    ['/orders', /<h1>订单<[\s\S]*<option value="paid">已付款<[\s\S]*已发货/],
    [`/orders/${id}`, /下单时间[\s\S]*已发货 2 件[\s\S]*德国[\s\S]*物流单号[\s\S]*邮件“发货通知”/],
    [`/orders/${id}/packing-list`, /<h1>配货单/],
    [`/orders/${id}/edit`, /<h1>修改订单[\s\S]*街道/],
    ['/orders/day', /配送<\/h1>/],
    ['/tax', /<h1>税率</]
  ] as const) {
    const { statusCode, body } = await admin.visit(`/staff${url}`)
    t.equal(statusCode, 200, url)
    t.match(body, texts, url)
    t.same(englishIn(shown(body)), [], url)
  }
  t.match((await client.visit(`/staff/orders/${id}`)).body, '李子 <small lang="en">Plums</small>')
  const printed = (await client.visit(`/staff/orders/${id}/label`)).body
  t.match(
    printed,
    /<title>面单[\s\S]*<div lang="en">\s*<h1>Order \d+/,
    'the label is in the order’s language'
  )
  const document = await client.visit(`/staff/orders/${id}/invoices/${invoice.series}/${invoice.number}`)
  t.match(document.body, /<title>发票[\s\S]*<article class="invoice" lang="en">/)
  t.match((await post(id, 'cancel', {})).json(), { message: /无法取消/ })
})

test('the page of an order', async (t) => {
  const { id, number } = await ready({ note: 'Ring <twice>' })

  t.test('has all that is known of it, and its version', async (t) => {
    const response = await client.get(`/staff/orders/${id}`)
    const order = response.json()
    t.equal(response.headers.etag, `"${order.version}"`)
    t.match(order, { number, note: 'Ring <twice>', lines: [{ position: 1, to_pack: 2 }], may_pack: true })
    t.match(order.timeline, [
      { text: 'Ordered for €11.56' },
      { text: 'Mail «order confirmation»', mail: String }
    ])
    const { body } = await client.visit(`/staff/orders/${id}`)
    t.match(body, 'Ring &lt;twice&gt;')
    t.notMatch(body, 'undefined')
  })

  t.test('is 404 where there is none', async (t) => {
    t.equal((await client.get('/staff/orders/2000000000')).statusCode, 404)
    t.equal((await client.post('/staff/orders/2000000000/cancel', { version: 1 })).statusCode, 404)
  })

  t.test('is for staff only', async (t) => {
    const customer = await staffClient(app, { role: 'customer' })
    for (const url of ['/staff/orders', `/staff/orders/${id}`, '/staff/orders/day']) {
      t.equal((await customer.get(url)).statusCode, 403)
      t.equal((await app.client().get(url)).statusCode, 401)
    }
    t.equal((await customer.post(`/staff/orders/${id}/pack`, {})).statusCode, 403)
    const late = await staffClient(app, { role: 'staff', secondFactorAt: Date.now() - 20 * 60_000 })
    t.equal((await late.get(`/staff/orders/${id}`)).statusCode, 200)
    const refused = await late.post(`/staff/orders/${id}/cancel`, { version: await versionOf(id) })
    t.match(refused.json(), { code: 'SESSION_ERR_SECOND_FACTOR' })
  })
})

test('an order', async (t) => {
  t.test('is packed, sent and delivered', async (t) => {
    const { id } = await ready()
    const units = [{ position: 1, quantity: 2, reduced_by: '0.40' }]
    t.match((await post(id, 'pack', { units })).json(), { delivery: 'packed', cancelled_total: 40 })
    await audits(t, id, 'orders.pack', { delivery: ['open', 'packed'], cancelled_total: [0, 40] })
    const mails = await recordMessages(app, async () => {
      const sent = await post(id, 'send', { carrier: 'DHL', tracking: 'JD 01' })
      t.match(sent.json(), { delivery: 'sent', parcels: [{ carrier: 'DHL', tracking: 'JD 01' }] })
    })
    t.match(mails[0]?.text, 'DHL JD 01')
    await audits(t, id, 'orders.send', { delivery: ['packed', 'sent'] })
    const parcel = (await readOrder(db, id)).shipments[0]?.id
    const body = { parcel, status: 'delivered' }
    t.match((await post(id, 'arrival', body)).json(), { parcels: [{ status: 'delivered' }] })
    await audits(t, id, 'orders.arrival', {
      [`parcel ${parcel}`]: [{ status: 'sent' }, { status: 'delivered' }]
    })
    const { invoices } = (await client.get(`/staff/orders/${id}`)).json()
    const invoice = `/staff/orders/${id}/invoices/${invoices[0].series}/${invoices[0].number}`
    t.match((await client.visit(invoice)).body, 'DE123456789')
    const { id: other } = await ready()
    t.equal((await client.get(invoice.replace(`/${id}/`, `/${other}/`))).statusCode, 404)
  })

  t.test('is packed once by a form that is sent twice', async (t) => {
    const { id } = await ready({ lines: [draftLine({ goodId: await stockGood(app, 9), quantity: 4 })] })
    const form = {
      version: await versionOf(id),
      'units[0][position]': 1,
      'units[0][quantity]': 2,
      'units[0][reduced_by]': ''
    }
    const answers = await Promise.all([1, 2].map(() => client.submit(`/staff/orders/${id}/pack`, form)))
    t.same(answers.map(({ statusCode }) => statusCode).sort(), [303, 409])
    const conflict = answers.find(({ statusCode }) => statusCode === 409)
    t.match(conflict?.body, '<td class="text">2</td><td class="text">at most 4</td>')
    t.match(conflict?.body, '<input type="hidden" name="units[0][quantity]" value="2">')
    t.equal((await readOrder(db, id)).shipments.length, 1)
    await audits(t, id, 'orders.pack', {})
  })

  t.test('is not packed before it is paid, nor more of it than there is', async (t) => {
    const { id: unpaid } = await createOrder(app)
    const units = [{ position: 1, quantity: 1 }]
    t.match(await post(unpaid, 'pack', { units }), { statusCode: 422 })
    const { id } = await ready()
    for (const wrong of [
      [{ position: 1, quantity: 3 }],
      [{ position: 2, quantity: 1 }],
      [{ position: 1, quantity: 0 }],
      [{ position: 1, quantity: 1, reduced_by: '1.234' }]
    ]) {
      t.equal((await post(id, 'pack', { units: wrong })).statusCode, 422)
    }
    t.equal((await post(id, 'pack', { units: [{ position: 1, quantity: -1 }] })).statusCode, 400)
    t.equal(await db.auditEntry.count({ where: { subjectId: { in: [`${id}`, `${unpaid}`] } } }), 0)
  })

  t.test('is unpacked, once', async (t) => {
    const { id } = await ready()
    await post(id, 'pack', { units: [{ position: 1, quantity: 2 }] })
    const page = await client.visit(`/staff/orders/${id}`)
    const parcel = Number(/name="parcel" value="(\d+)"/.exec(page.body)?.[1])
    t.match((await post(id, 'unpack', { parcel })).json(), { delivery: 'open', parcels: [] })
    await audits(t, id, 'orders.unpack', { delivery: ['packed', 'open'] })
    t.match(await post(id, 'unpack', { parcel }), { statusCode: 422 })
  })

  t.test('is cancelled, all of it and in part', async (t) => {
    const { id, goodId } = await createOrder(app)
    const units = [{ position: 1, quantity: 1 }]
    t.match((await post(id, 'cancel-units', { units })).json(), { cancelled_total: 333, status: 'placed' })
    t.equal(await onHand(goodId), 9)
    t.match((await post(id, 'cancel', {})).json(), { status: 'cancelled' })
    t.equal(await onHand(goodId), 10)
    await audits(t, id, 'orders.cancel', { status: ['placed', 'cancelled'] })
    t.match(await post(id, 'cancel', {}), { statusCode: 422 })
    const again = await client.submit(`/staff/orders/${id}/cancel`, { version: 1 })
    t.match(again.body, '<td class="text">cancelled, not paid</td>')
  })

  t.test('comes back, to the shelf or not', async (t) => {
    const { id, goodId } = await ready()
    await sendWhole(app, id)
    const form = { 'units[0][position]': 1, 'units[0][quantity]': 1 }
    const url = `/staff/orders/${id}/return`
    await client.submit(url, { version: await versionOf(id), ...form, 'units[0][restock]': 'true' })
    t.equal(await onHand(goodId), 9)
    await client.submit(url, { version: await versionOf(id), ...form })
    t.equal(await onHand(goodId), 9)
    t.match(await readOrder(db, id), { delivery: 'returned', lines: [{ returned: 2, restocked: 1 }] })
    t.equal((await post(id, 'return', { units: [{ position: 1, quantity: 1 }] })).statusCode, 422)
  })

  t.test('gets notes, which only staff see', async (t) => {
    const { id } = await ready()
    const order = (await post(id, 'note', { text: 'Called: wants ripe ones.' })).json()
    t.match(order.timeline.at(-1), { kind: 'note', text: 'Note: Called: wants ripe ones.', actor: 'Sofie' })
    await audits(t, id, 'orders.note', { text: [null, 'Called: wants ripe ones.'] })
    t.equal((await post(id, 'note', { text: ' ' })).statusCode, 422)
  })

  t.test('gets another address and note until it is sent', async (t) => {
    const { id } = await ready()
    t.match((await client.visit(`/staff/orders/${id}/edit`)).body, '>Gartenweg 3</textarea>')
    const form = {
      name: 'Anna Muster',
      street: 'Hauptstraße 1',
      postal_code: '20095',
      city: 'Hamburg',
      note: 'Bell'
    }
    const url = `/staff/orders/${id}/edit`
    const version = await versionOf(id)
    t.equal((await client.submit(url, { ...form, version })).statusCode, 303)
    const { addresses, note } = await readOrder(db, id)
    t.match([addresses.map(({ city }) => city), note], [['Hamburg', 'Hamburg'], 'Bell'])
    await audits(t, id, 'orders.edit', { note: ['', 'Bell'], address: [String, /Hamburg/] })

    const stale = await client.submit(url, { ...form, city: 'Altona', version })
    t.equal(stale.statusCode, 409)
    t.match(stale.body, '<td class="text">Altona</td><td class="text">Hamburg</td>')
    const wrong = await client.submit(url, { ...form, postal_code: 'x', version: await versionOf(id) })
    t.equal(wrong.statusCode, 422)
    t.match(wrong.body, 'value="Hamburg"')

    await sendWhole(app, id)
    t.equal((await post(id, 'edit', { note: 'Too late' })).statusCode, 422)
    const events = await db.orderEvent.findMany({ where: { orderId: id, kind: 'changed' } })
    t.same(
      events.map(({ data }) => data),
      ['{"fields":["address","note"]}']
    )
  })

  t.test('has its mails sent again', async (t) => {
    const { id } = await ready()
    const { timeline } = (await client.get(`/staff/orders/${id}`)).json()
    const event = timeline.find(({ kind }: { kind: string }) => kind === 'mailed').id
    const mails = await recordMessages(app, async () => {
      t.equal((await post(id, `mails/${event}`, {})).statusCode, 200)
    })
    t.match(mails, [{ to: ['anna@example.org'], subject: String }])
    await audits(t, id, 'orders.mail-again', { mail: [null, 'placed'] })
    t.equal((await post(id, `mails/${timeline[0].id}`, {})).statusCode, 404)
  })

  t.test('is printed as packing list and label', async (t) => {
    const { id } = await ready()
    t.match((await client.visit(`/staff/orders/${id}/packing-list`)).body, '<th scope="row">Plums</th>')
    t.match((await client.visit(`/staff/orders/${id}/label`)).body, 'Gartenweg 3')
  })
})
