import addresses from '@larder/addresses'
import { recordMessages } from '@larder/mail'
import staff from '@larder/staff'
import { staffClient } from '@larder/staff/testing'
import { findStock } from '@larder/stock'
import { englishIn } from '@larder/testing'
import tap, { type Test, test } from 'tap'
import { readOrder } from '../src/index.js'
import { drawBars } from '../src/staff/front/draw-bars.js'
import ordersStaff, { taxStaff } from '../src/staff/index.js'
import { createOrder, draftLine, draftOrder, sendWhole, stockGood } from '../src/testing/index.js'
import { ordersApp, reader } from './fixtures/orders-app.js'

const TIME_ZONE = 'Europe/Berlin'
const app = await ordersApp(
  tap,
  {
    nameGoods: async (_db, ids, language) => new Map(language === 'en' ? [] : ids.map((id) => [id, '李子']))
  },
  [addresses, { prefix: '/addresses' }],
  staff,
  [ordersStaff, { prefix: '/staff/orders', timeZone: TIME_ZONE }],
  [taxStaff, { prefix: '/staff/tax', timeZone: TIME_ZONE }]
)
const { db } = app
const client = await staffClient(app, { role: 'staff' })
const FORM = { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' }
/** Paid on delivery: it can be packed at once. */
const ready = (changes = {}) => createOrder(app, { payBy: null, ...changes })
const versionOf = async (id: number) => (await readOrder(db, id)).version
const post = async (id: number, action: string, body: object) =>
  client.post(`/staff/orders/${id}/${action}`, { version: await versionOf(id), ...body })
const onHand = async (goodId: number) => (await findStock(db, [goodId]))[0]?.onHand

async function audits(t: Test, id: number, action: string, changes: object) {
  const entries = await db.auditEntry.findMany({
    where: { subjectType: 'order', subjectId: `${id}`, action }
  })
  t.equal(entries.length, 1, `one entry ${action}`)
  t.match(JSON.parse(entries[0]?.changes ?? '{}'), changes)
  t.equal(entries[0]?.actorId, client.member.id)
}

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

test('several orders at once', async (t) => {
  const [one, two] = [await ready(), await ready()]
  const unpaid = await createOrder(app)
  const id = [one.id, two.id, unpaid.id]

  await t.test('are printed as packing lists together', async (t) => {
    const query = id.map((one) => `id=${one}`).join('&')
    const { body } = await client.visit(`/staff/orders/packing-lists?${query}`)
    for (const { number } of [one, two, unpaid]) t.match(body, `Packing list ${number}`)
    t.match((await client.get(`/staff/orders/packing-lists?id=${two.id}`)).json(), {
      orders: [{ id: two.id }]
    })
    t.match((await client.visit('/staff/orders/packing-lists')).body, 'Tick orders in the list first')
  })

  await t.test('are packed whole, those that can be, each once', async (t) => {
    const page = await client.request({
      method: 'POST',
      url: '/staff/orders/pack',
      headers: { ...FORM, origin: 'http://localhost' },
      payload: id.map((one) => `id=${one}`).join('&')
    })
    t.match(page.body, '2 orders are packed whole')
    const later = await client.visit('/staff/orders/pack')
    t.match(later, { statusCode: 303, headers: { location: '/staff/orders' } }, 'which is no page')
    t.match(page.body, 'It is not paid yet.')
    const tried = (await client.post('/staff/orders/pack', { id })).json()
    t.match(tried, { ids: `${one.id},${two.id}`, total: 2 })
    t.equal((await readOrder(db, one.id)).delivery, 'open')
    const messages = await recordMessages(app, async () => {
      const ran = (await client.post('/staff/orders/pack/run', { ...tried, pickup: 'yes' })).json()
      t.match(ran, { packed: 2, refused: [], ids: '' })
    })
    t.equal(messages.length, 2, 'customers who fetch them are told')
    t.match(await readOrder(db, one.id), { delivery: 'packed', shipments: [{ lines: [{ position: 1 }] }] })
    await audits(t, two.id, 'orders.pack', { delivery: ['open', 'packed'] })
    const again = (await client.post('/staff/orders/pack/run', tried)).json()
    t.match(again, { packed: 2, refused: [] }, 'a form that is sent twice packs nothing twice')
    t.equal((await readOrder(db, one.id)).shipments.length, 1)
    const late = { ...tried, ids: String(unpaid.id) }
    t.match((await client.post('/staff/orders/pack/run', late)).json(), {
      packed: 0,
      refused: [{ id: unpaid.id, problem: 'It is not paid yet.' }]
    })
    const done = await client.submit('/staff/orders/pack/run', tried)
    t.equal(done.headers.location, '/staff/orders?status=placed&delivery=packed')
  })
})

test('the list of orders', async (t) => {
  const email = 'list@example.org'
  const address = { ...draftOrder().deliveryAddress, name: 'Žofie Lišková' }
  const day = { from: new Date('2031-03-01T16:00:00Z'), until: new Date('2031-03-01T18:00:00Z') }
  const delivery = { ...draftOrder().delivery, slotRef: '1', ...day }
  const orders = [
    await createOrder(app, { email, deliveryAddress: address }),
    await createOrder(app, { email, delivery }),
    await ready({ email, lines: [draftLine({ goodId: await stockGood(app, 100), quantity: 50 })] })
  ]
  const [named, timed, large] = orders.map(({ id }) => id)
  await sendWhole(app, large ?? 0)
  const find = async (query: string) => {
    const { orders } = (await client.get(`/staff/orders?${query}`)).json()
    return orders.map(({ id }: { id: number }) => id)
  }

  t.test('is found by what the filters say', async (t) => {
    t.same(await find(`q=${email}`), [large, timed, named])
    t.same(await find('q=list@'), [large, timed, named])
    t.same(await find('q=l_st@'), [])
    t.same(await find(`q=${encodeURIComponent('lišk')}`), [named])
    t.same(await find(`q=${orders[1]?.number}`), [timed])
    t.same(await find(`q=${email}&delivery=sent`), [large])
    t.same(await find(`q=${email}&payment=paid`), [])
    t.same(await find(`q=${email}&status=placed&day=2031-03-01`), [timed])
    t.same(await find('day=2031-03-02'), [])
    t.same(await find(`q=${email}&placed_to=2020-01-01`), [])
    t.same(await find(`q=${email}&placed_from=2020-01-01&status=`), [large, timed, named])
    t.same(await find('q=%25'), [])
  })

  t.test('is sorted, and says its states in words', async (t) => {
    t.same(await find(`q=${email}&sort=-total`), [large, timed, named])
    t.same(await find(`q=${email}&sort=placed_at`), [named, timed, large])
    t.same(await find(`q=${email}&sort=deliver_from`), [timed])
    const { body } = await client.visit(`/staff/orders?q=${email}`)
    t.match(body, /to pack<\/span>\s*<span class="state waits">not paid/)
    t.match(body, 'Žofie Lišková')
    t.notMatch(body, 'undefined')
  })

  t.test('of a day is by the times, with what to take off the shelves', async (t) => {
    const list = (await client.get('/staff/orders/day?date=2031-03-01')).json()
    t.match(list, { times: [{ from: '2031-03-01T16:00:00.000Z', orders: [{ id: timed, owed: 1_156 }] }] })
    t.same(list.picks, [{ name: 'Plums', unit: '1 kg', quantity: 2 }])
    const { body } = await client.visit('/staff/orders/day?date=2031-03-01')
    t.match(body, 'to collect: <strong>€11.56</strong>')
    t.equal((await client.visit('/staff/orders/day')).statusCode, 200)
  })
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

test('the front page of the staff', async (t) => {
  t.test('has what waits, and how the shop goes', async (t) => {
    const goodId = await stockGood(app, 1_000)
    await ready({ lines: [draftLine({ goodId, name: 'Best plums', quantity: 500 })] })
    const { body } = await client.visit('/staff')
    t.match(body, '<h2>To pack</h2>')
    t.match(body, /Best plums <small>1 kg<\/small>: 500/)
    t.match(body, /<rect x="[\d.]+" y="[\d.]+" width="[\d.]+" height="[\d.]+" class="sales-bar"\/>/)
    const today = await db.order.aggregate({
      where: { status: { not: 'cancelled' } },
      _count: true,
      _sum: { total: true, cancelledTotal: true }
    })
    const revenue = ((today._sum.total ?? 0) - (today._sum.cancelledTotal ?? 0)) / 100
    const shown = revenue.toLocaleString('en-IE', { style: 'currency', currency: 'EUR' })
    t.match(body, `<strong>${today._count}</strong> orders, <strong>${shown}</strong>`)
    t.notMatch(body, 'undefined')
    t.notMatch(body, 'NaN')
  })
})

test('a chart of bars', async (t) => {
  t.test('has its highest bar below a round mark', async (t) => {
    for (const most of [0, 1, 7, 999, 1_000, 123_456, 2_000_000_000]) {
      const { bars, marks, base } = drawBars([0, most / 2, most])
      const top = marks.at(-1)?.value ?? 0
      t.ok(top >= most && top <= Math.max(5 * most, 4), `${most} is below ${top}`)
      t.equal(bars[0]?.height, 0)
      t.ok(bars.every(({ y, height }) => Math.abs(y + height - base) < 0.2 && y >= 0))
      t.ok(Math.abs((bars[2]?.height ?? 0) - 2 * (bars[1]?.height ?? 0)) <= 0.2)
    }
  })
})

test('a shop in a country without a tax rate', async (t) => {
  const admin = await staffClient(app)
  const problem = /What keeps the shop from selling[\s\S]*Germany has no rate, so nothing is delivered there/
  const fromAt = new Date(Date.now() + 60_000)
  await db.taxRate.create({ data: { country: 'DE', category: 'standard', fromAt, rate: 190_000 } })
  t.match((await admin.visit('/staff')).body, problem, 'one that is to come is none yet')
  await db.taxRate.updateMany({ where: { country: 'DE' }, data: { fromAt: new Date(0) } })
  t.notMatch((await admin.visit('/staff')).body, 'Germany')
  await db.taxRate.deleteMany({ where: { country: 'DE' } })
})

test('tax rates', async (t) => {
  const admin = await staffClient(app)
  const from = '2040-01-01'

  t.test('begin on a day, and go again before it', async (t) => {
    const rate = { country: 'NL', category: 'standard', percent: '21', from }
    const { rates } = (await admin.post('/staff/tax', rate)).json()
    t.same(rates, [{ country: 'NL', category: 'standard', from, rate: 210_000, state: 'to come' }])
    const [row] = await db.taxRate.findMany({ where: { country: 'NL' } })
    t.equal(row?.fromAt.toISOString(), '2039-12-31T23:00:00.000Z')
    t.match((await admin.visit('/staff/tax')).body, 'Netherlands')
    t.match((await admin.post('/staff/tax', rate)).json(), { problems: { from: String } })
    const removed = { country: 'NL', category: 'standard', from }
    t.same((await admin.post('/staff/tax/remove', removed)).json(), { rates: [] })
    t.equal((await admin.post('/staff/tax/remove', removed)).statusCode, 422)
    const entries = await db.auditEntry.findMany({ where: { subjectType: 'tax-rate' } })
    t.same(
      entries.map(({ action }) => action),
      ['tax.add', 'tax.remove']
    )
  })

  t.test('are never those of the past, nor nonsense', async (t) => {
    const wrong = { country: 'XX', category: 'Über', percent: '100', from: '2020-01-01' }
    const { statusCode, body } = await admin.submit('/staff/tax', wrong)
    t.equal(statusCode, 422)
    t.match(body, 'Please check 4 fields')
    t.match(body, 'value="Über"')
  })

  t.test('are for admins', async (t) => {
    t.equal((await client.get('/staff/tax')).statusCode, 403)
  })
})
