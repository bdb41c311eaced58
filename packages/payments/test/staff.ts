import addresses from '@larder/addresses'
import { readOrder } from '@larder/orders'
import ordersStaff from '@larder/orders/staff'
import { createOrder } from '@larder/orders/testing'
import staff from '@larder/staff'
import { staffClient } from '@larder/staff/testing'
import { englishIn } from '@larder/testing'
import tap, { type Test, test } from 'tap'
import { checkPayments, settle } from '../src/index.js'
import paymentsStaff from '../src/staff/index.js'
import { paymentsApp, reader } from './fixtures/payments-app.js'

const { app, db, provider, orderBegun, attemptsOf, stateOf, doTasks } = await paymentsApp(tap, {
  async also(app) {
    await app.register(addresses, { prefix: '/addresses' })
    await app.register(staff)
    await app.register(ordersStaff, { prefix: '/staff/orders' })
    await app.register(paymentsStaff, { prefix: '/staff/payments' })
  }
})
const client = await staffClient(app, { role: 'staff' })
const versionOf = async (id: number) => (await readOrder(db, id)).version
const post = async (id: number, action: string, body: object) =>
  client.post(`/staff/payments/orders/${id}/${action}`, { version: await versionOf(id), ...body })

async function audits(t: Test, id: number, action: string, changes: object[]) {
  const entries = await db.auditEntry.findMany({
    where: { subjectType: 'order', subjectId: `${id}`, action },
    orderBy: { id: 'asc' }
  })
  t.match(
    entries.map((entry) => JSON.parse(entry.changes)),
    changes
  )
  t.equal(entries.length, changes.length)
}

test('the staff’s pages in Chinese', async (t) => {
  reader.language = 'zh-Hans'
  t.teardown(() => {
    reader.language = undefined
  })
  const { id } = await createOrder(app)
  await post(id, 'receive', { amount: '12.00', method: 'transfer', ref: 'bank 7' })
  const order = (await client.visit(`/staff/orders/${id}`)).body
  t.match(order, /<h2>付款<[\s\S]*银行转账：已付款[\s\S]*<h3>退款</)
  t.same(englishIn(order.replaceAll(/>(Anna Muster|Gartenweg 3)</g, '')), [])
  const list = (await client.visit('/staff/payments')).body
  t.match(list, /<h1>需要处理的付款<[\s\S]*多付 €0\.44/)
  t.same(englishIn(list), [])
  t.match((await post(id, 'receive', { amount: '0' })).json(), { message: '请填写金额，如 4.20。' })
})

test('money that arrives', async (t) => {
  t.test('is recorded once by a form that is sent twice', async (t) => {
    const { id } = await createOrder(app)
    const form = { version: await versionOf(id), amount: '5.00', method: 'transfer', ref: '' }
    const url = `/staff/payments/orders/${id}/receive`
    const answers = await Promise.all([1, 2].map(() => client.submit(url, form)))
    t.same(answers.map(({ statusCode }) => statusCode).sort(), [303, 409])
    const conflict = answers.find(({ statusCode }) => statusCode === 409)
    t.match(conflict?.body, '<td class="text">5.00</td><td class="text">€5.00 arrived</td>')
    t.match(await stateOf(id), { paid: 500, payment: 'due' })
    await audits(t, id, 'payments.record', [{ paid: [0, 500], method: [null, 'transfer'] }])
  })

  t.test('pays the order, and is known by its name', async (t) => {
    const { id } = await createOrder(app)
    const receipt = { amount: '11.56', ref: `bank ${id}` }
    t.match((await post(id, 'receive', receipt)).json(), { payment: 'paid', paid: 1_156 })
    t.match(await post(id, 'receive', receipt), { statusCode: 422 })
    const { body } = await client.visit(`/staff/orders/${id}`)
    t.match(body, `bank ${id}`)
    t.match(body, 'At most 11.56')
    t.notMatch(body, 'undefined')
  })

  t.test('is a price above 0, by a method without a provider', async (t) => {
    const { id } = await createOrder(app)
    for (const wrong of [
      { amount: '0' },
      { amount: '' },
      { amount: '1.234' },
      { amount: '1', method: 'memory' },
      { amount: '1', method: 'none' }
    ]) {
      t.equal((await post(id, 'receive', wrong)).statusCode, 422)
    }
    t.equal((await post(id, 'receive', { amount: '1,50' })).statusCode, 400)
    t.match(await stateOf(id), { paid: 0 })
    await audits(t, id, 'payments.record', [])
  })
})

test('a refund', async (t) => {
  const paidOrder = async () => {
    const order = await orderBegun()
    provider.pay(order.key)
    t.equal((await client.post(askUrl(order.id, order.payment.id))).statusCode, 200)
    return order
  }
  const askUrl = (id: number, payment: number) => `/staff/payments/orders/${id}/payments/${payment}/ask`

  t.test('is of what was paid, in parts and to the whole, and never more', async (t) => {
    const { id } = await paidOrder()
    t.match(await stateOf(id), { paid: 1_156 })
    await audits(t, id, 'payments.ask', [{}])
    const part = { amount: '4.00', reason: 'Two were bruised' }
    t.equal((await post(id, 'refund', part)).statusCode, 200)
    const tooMuch = await post(id, 'refund', { amount: '7.57', reason: 'All' })
    t.match(tooMuch.json(), { message: 'At most €7.56 can be paid back.' })
    t.equal((await post(id, 'refund', { amount: '7.56', reason: ' ' })).statusCode, 422)
    await doTasks()
    t.match(await stateOf(id), { refunded: 400, payment: 'part_refunded' })
    t.equal((await post(id, 'refund', { amount: '7.56', reason: 'All' })).statusCode, 200)
    await doTasks()
    t.match(await stateOf(id), { refunded: 1_156, payment: 'refunded' })
    await audits(t, id, 'orders.refund', [{ refund: [null, 400] }, { refund: [null, 756] }])
    const { timeline } = (await client.get(`/staff/orders/${id}`)).json()
    t.match(
      timeline.find(({ kind }: { kind: string }) => kind === 'refund-asked'),
      { text: 'Refund of €4.00: Two were bruised', actor: 'Sofie' }
    )
  })

  t.test('is asked for once by a form that is sent twice', async (t) => {
    const { id } = await paidOrder()
    const form = { version: await versionOf(id), amount: '2.00', reason: 'Bruised' }
    const url = `/staff/payments/orders/${id}/refund`
    const answers = await Promise.all([1, 2].map(() => client.submit(url, form)))
    t.same(answers.map(({ statusCode }) => statusCode).sort(), [303, 409])
    t.equal((await attemptsOf(id)).flatMap(({ refunds }) => refunds).length, 1)
  })

  t.test('without a provider is paid back by hand, and noted', async (t) => {
    const { id } = await createOrder(app)
    await post(id, 'receive', { amount: '11.56' })
    await post(id, 'refund', { amount: '1.00', reason: 'Bruised' })
    const [{ id: refund = 0 } = {}] = (await attemptsOf(id)).flatMap(({ refunds }) => refunds)
    t.match((await client.visit('/staff/payments')).body, 'has to be paid back by hand')
    t.match((await client.visit('/staff')).body, /Refunds to pay back by hand: <strong>\d+/)
    t.equal((await post(id, `refunds/${refund}/made`, {})).statusCode, 200)
    t.match(await stateOf(id), { refunded: 100 })
    await audits(t, id, 'payments.refund-made', [{ refunded: [0, 100] }])
    t.equal((await post(id, `refunds/${refund}/made`, {})).statusCode, 404)
    const { id: other } = await createOrder(app)
    t.equal((await post(other, `refunds/${refund}/made`, {})).statusCode, 404)
  })

  t.test('that failed is paid back by hand, and noted once', async (t) => {
    const { id } = await paidOrder()
    await post(id, 'refund', { amount: '4.00', reason: 'Bruised' })
    await db.refund.updateMany({ where: { payment: { orderId: id } }, data: { status: 'failed' } })
    const [{ id: refund = 0 } = {}] = (await attemptsOf(id)).flatMap(({ refunds }) => refunds)
    t.match((await client.visit(`/staff/orders/${id}`)).body, `I have paid it back: refund ${refund}, €4.00`)
    t.equal((await post(id, `refunds/${refund}/made`, {})).statusCode, 200)
    t.match(await stateOf(id), { refunded: 400 })
    t.match(
      (await attemptsOf(id)).flatMap(({ refunds }) => refunds),
      [{ status: 'failed' }, { status: 'done', amount: 400, reason: 'Bruised' }]
    )
    t.equal((await post(id, `refunds/${refund}/made`, {})).statusCode, 404)
    t.notMatch((await client.visit(`/staff/orders/${id}`)).body, 'I have paid it back')
    t.same(await checkPayments(db), [])
  })

  t.test('asks staff for the second factor again', async (t) => {
    const { id } = await createOrder(app)
    const late = await staffClient(app, { role: 'staff', secondFactorAt: Date.now() - 20 * 60_000 })
    const refused = await late.post(`/staff/payments/orders/${id}/refund`, {
      amount: '1',
      reason: 'x',
      version: 1
    })
    t.match(refused.json(), { code: 'SESSION_ERR_SECOND_FACTOR' })
    t.equal((await late.get('/staff/payments')).statusCode, 200)
    const customer = await staffClient(app, { role: 'customer' })
    t.equal((await customer.get('/staff/payments')).statusCode, 403)
    t.equal((await customer.post(`/staff/payments/orders/${id}/receive`, {})).statusCode, 403)
  })

  t.test('waits while the provider is away, and staff are told', async (t) => {
    const { id, payment } = await orderBegun()
    provider.misbehave('read', 'away')
    const answer = await client.post(askUrl(id, payment.id))
    t.match(answer, { statusCode: 422 })
    t.match(answer.json().message, 'does not answer')
    t.equal((await client.post(askUrl(id + 1, payment.id))).statusCode, 404)
    await db.payment.update({ where: { id: payment.id }, data: { problem: 'It is disputed.' } })
    t.match((await client.visit('/staff')).body, 'Disputes and other problems: <strong>1</strong>')
    t.match((await client.visit('/staff/payments')).body, 'lang="en">It is disputed.')
    await db.payment.update({ where: { id: payment.id }, data: { problem: 'lapses-soon' } })
    t.match((await client.visit('/staff/payments')).body, 'and lapses soon. Send the order')
  })
})

test('a problem that staff have seen to is shown, and not listed until there is another', async (t) => {
  const { id, payment } = await orderBegun()
  const write = (problem: string | null) =>
    db.payment.update({ where: { id: payment.id }, data: { problem } })
  const listed = async () => {
    const { payments } = (await client.get('/staff/payments')).json()
    return payments.some((row: { id: number }) => row.id === payment.id)
  }
  const url = `/staff/payments/orders/${id}/payments/${payment.id}/seen`
  await write('It is disputed.')
  t.match((await client.visit(`/staff/orders/${id}`)).body, `action="${url}"`)
  t.match((await client.post(url, { problem: 'It is lost.' })).json(), { message: /another problem/ })
  t.ok(await listed())
  t.equal((await client.submit(url, { problem: 'It is disputed.' })).statusCode, 303)
  t.notOk(await listed())
  await audits(t, id, 'payments.seen', [{ problem: [null, 'It is disputed.'] }])
  const { body } = await client.visit(`/staff/orders/${id}`)
  t.match(body, 'It is disputed.')
  t.notMatch(body, `action="${url}"`)
  await write('It is lost.')
  t.ok(await listed())
  t.equal(
    (await client.post(url.replace(`/${id}/`, `/${id + 1}/`), { problem: 'It is lost.' })).statusCode,
    404
  )

  await client.post(url, { problem: 'It is lost.' })
  await settle(app.payments, payment.id)
  t.match(await attemptsOf(id), [{ problem: null, seenProblem: null }], 'the provider says that it is over')
})

test('news of a provider that nobody could handle is closed after three days', async (t) => {
  const news = { method: 'memory', type: 'paid', ref: 'lost', body: null }
  const before = (hours: number) => new Date(Date.now() - hours * 60 * 60_000)
  await db.paymentEvent.createMany({
    data: [
      { ...news, eventId: 'evt_late', receivedAt: before(71) },
      { ...news, eventId: 'evt_lost', receivedAt: before(73) }
    ]
  })
  const eventsOf = async () => (await client.get('/staff/payments')).json().events
  t.match(await eventsOf(), [
    { event: 'evt_late', tried: true },
    { event: 'evt_lost', tried: false }
  ])
  const { body } = await client.visit('/staff/payments')
  t.match(body, 'Close evt_lost')
  t.notMatch(body, 'Close evt_late')
  const close = (event: string) => client.post('/staff/payments/events/close', { method: 'memory', event })
  t.equal((await close('evt_late')).statusCode, 404)
  t.equal((await close('evt_lost')).statusCode, 200)
  t.equal((await close('evt_lost')).statusCode, 404)
  t.match(await eventsOf(), [{ event: 'evt_late' }])
  t.match(await db.auditEntry.findMany({ where: { action: 'payments.close-event' } }), [
    { subjectId: 'memory' }
  ])
})
