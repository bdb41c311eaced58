import { recordMessages } from '@larder/mail'
import { createOrder } from '@larder/orders/testing'
import { englishIn, readQr } from '@larder/testing'
import tap, { test } from 'tap'
import { beginPayment, offeredMethods, recordReceipt } from '../src/index.js'
import { paymentsApp } from './fixtures/payments-app.js'
import { scanPay } from './fixtures/scan-pay.js'
import { ScanPayDouble } from './fixtures/scan-pay-double.js'

const scan = new ScanPayDouble()
const { app, provider, db, orderBegun, stateOf, attemptsOf, cancel, doTasks } = await paymentsApp(tap, {
  more: [scanPay(scan.options)]
})

/** Somebody who may see an order. */
async function visitorOf(orderId: number) {
  const client = app.client()
  await client.post(`/in/${orderId}`)
  return client
}

test('GET /payments/:id', async (t) => {
  t.test('settles, and leads to the order', async (t) => {
    const { id, number, key, payment } = await orderBegun()
    const client = await visitorOf(id)
    const back = await client.visit(`/payments/${payment.id}`)
    t.match(back, {
      statusCode: 303,
      headers: { location: `/orders/${number}`, 'cache-control': 'no-store' }
    })
    t.match(
      (await client.visit(`/orders/${number}`)).body,
      'We are waiting for confirmation of your payment.'
    )
    provider.pay(key)
    await client.visit(`/payments/${payment.id}`)
    t.match((await client.visit(`/orders/${number}`)).body, 'Thank you. We have your payment.')
    t.match(await stateOf(id), { payment: 'paid' })
  })

  t.test('has the same for programs', async (t) => {
    const { id, number, payment } = await orderBegun()
    const client = await visitorOf(id)
    t.same((await client.get(`/payments/${payment.id}`)).json(), {
      ...{ order: number, method: 'memory', status: 'pending', amount: 1_156, currency: 'EUR' },
      url: `/orders/${number}`
    })
  })

  t.test('is calm where the provider is away', async (t) => {
    const { id, payment } = await orderBegun()
    provider.misbehave('read', 'away')
    const { statusCode } = await (await visitorOf(id)).visit(`/payments/${payment.id}`)
    t.equal(statusCode, 303)
  })

  t.test('is not there for others, as one that is not there at all', async (t) => {
    const { payment, key } = await orderBegun()
    provider.pay(key)
    const [theirs, none] = [
      await app.client().get(`/payments/${payment.id}`),
      await app.client().get('/payments/999999')
    ]
    t.equal(theirs.statusCode, 404)
    t.same(theirs.json(), none.json())
    t.equal((await app.client().post(`/payments/${payment.id}/again`, {})).statusCode, 404)
    t.match((await attemptsOf(payment.orderId))[0], { status: 'pending' })
  })
})

test('a page of payments in Chinese', async (t) => {
  const language = 'zh-Hans'

  t.test('has how an order is paid', async (t) => {
    const { id, number } = await createOrder(app, { language, paymentMethod: 'transfer' })
    const { body } = await (await visitorOf(id)).visit(`/zh/orders/${number}`)
    const [, payment = ''] = /(<section class="order-payment">[\s\S]*?<\/section>)/.exec(body) ?? []
    t.match(payment, /<h2>付款<[\s\S]*银行转账[\s\S]*<dt>附言<[\s\S]*也可用银行应用扫描二维码/)
    t.same(englishIn(payment.replace('Larder GmbH', '')), [])
  })

  t.test('leads from the provider to the order in its language', async (t) => {
    const { id, number, key, payment } = await orderBegun({ language })
    const client = await visitorOf(id)
    t.equal(app.payments.urls.back(payment.id, language), `http://shop.example/zh/payments/${payment.id}`)
    provider.pay(key)
    const back = await client.visit(`/zh/payments/${payment.id}`)
    t.equal(back.headers.location, `/zh/orders/${number}`)
    t.match((await client.visit(`/zh/orders/${number}`)).body, '谢谢，我们已收到您的付款。')
  })

  t.test('is the mail’s language, too', async (t) => {
    const [placed] = await recordMessages(app, async () => {
      await createOrder(app, { language, paymentMethod: 'transfer' })
    })
    t.match(placed?.text, /请将款项转入我们的账户[\s\S]*金额：€11\.56[\s\S]*户名：Larder GmbH/)
  })
})

test('POST /payments/:id/again', async (t) => {
  t.test('leads to the provider with the same attempt, or another one', async (t) => {
    const { id, number, key, ref, payment } = await orderBegun()
    const client = await visitorOf(id)
    t.match((await client.visit(`/orders/${number}`)).body, /action="\/payments\/\d+\/again"[\s\S]*Pay now/)
    const url = `/payments/${payment.id}/again`
    t.equal((await client.submit(url, { method: 'memory' })).headers.location, `https://pay.example/${ref}`)
    provider.pay(key, { status: 'failed', captured: 0 })
    await client.visit(`/payments/${payment.id}`)
    t.match((await client.visit(`/orders/${number}`)).body, /did not go through[\s\S]*Try again/)
    t.not((await client.submit(url, { method: 'memory' })).headers.location, `https://pay.example/${ref}`)
    t.equal((await attemptsOf(id)).length, 2)
  })

  t.test('says what is wrong', async (t) => {
    const { id, number } = await createOrder(app)
    const [payment] = await attemptsOf(id)
    const client = await visitorOf(id)
    await client.submit(`/payments/${payment?.id}/again`, { method: 'transfer' })
    t.match((await client.visit(`/orders/${number}`)).body, 'This order cannot be paid this way.')
    provider.misbehave('begin', 'away')
    await client.submit(`/payments/${payment?.id}/again`, { method: 'memory' })
    t.match((await client.visit(`/orders/${number}`)).body, 'The payment service does not answer.')
  })

  t.test(
    'needs a new link where the one of a guest is old, for a provider may show the address',
    async (t) => {
      const { id, number, payment } = await orderBegun()
      const client = await visitorOf(id)
      const placedAt = new Date(Date.now() - 90 * 24 * 60 * 60_000)
      await db.order.update({ where: { id }, data: { placedAt } })
      t.notMatch((await client.visit(`/orders/${number}`)).body, 'Pay now')
      const { statusCode } = await client.post(`/payments/${payment.id}/again`, { method: 'memory' })
      t.equal(statusCode, 404)
      t.equal((await client.get(`/payments/${payment.id}`)).statusCode, 200)
    }
  )
})

test('a payment by transfer', async (t) => {
  t.test('is explained in the mail and on the page, with a code for the app of the bank', async (t) => {
    const [mail] = await recordMessages(app, async () => void (await createOrder(app)))
    const order = await db.order.findFirstOrThrow({ orderBy: { id: 'desc' } })
    t.match(
      mail?.text,
      new RegExp(
        `Amount: €11\\.56\nReference: ${order.number}\nAccount owner: Larder GmbH\nIBAN: DE89 3704 .*\nBIC: COBADEFFXXX`
      )
    )
    const { body } = await (await visitorOf(order.id)).visit(`/orders/${order.number}`)
    t.match(body, '<dt>IBAN</dt><dd>DE89 3704 0044 0532 0130 00</dd>')
    const [svg = ''] = /<svg [\s\S]*?<\/svg>/.exec(body) ?? []
    t.same(readQr(svg).split('\n'), [
      ...[
        'BCD',
        '002',
        '1',
        'SCT',
        'COBADEFFXXX',
        'Larder GmbH',
        'DE89370400440532013000',
        'EUR11.56',
        '',
        ''
      ],
      order.number
    ])
  })

  t.test('is shown as paid, and what goes back', async (t) => {
    const { id, number } = await createOrder(app)
    await recordReceipt(app.payments, id, { amount: 1_156, cause: { now: new Date() } })
    const client = await visitorOf(id)
    t.match((await client.visit(`/orders/${number}`)).body, 'Bank transfer: paid. Thank you.')
    await cancel(id)
    t.match((await client.visit(`/orders/${number}`)).body, '€11.56: we are refunding it.')
  })
})

test('a payment on delivery says so in the mail and on the page', async (t) => {
  const changes = { paymentMethod: 'on-delivery', payBy: null }
  const [mail] = await recordMessages(app, async () => void (await createOrder(app, changes)))
  t.match(mail?.text, '\nYou pay when you get your order.\n')
  const { id, number } = await db.order.findFirstOrThrow({ orderBy: { id: 'desc' } })
  t.match((await (await visitorOf(id)).visit(`/orders/${number}`)).body, 'You pay when you get your order.')
})

test('a payment by a code that is scanned', async (t) => {
  const YUAN = { paymentMethod: 'scan-pay', currency: 'CNY' }
  const facts = { total: 1, country: 'CN', delivery: 'post' }
  t.same(
    offeredMethods(app.payments, { ...facts, currency: 'CNY' }).map(({ name }) => name),
    ['memory', 'on-delivery', 'scan-pay']
  )

  t.test('has a page that asks again by itself, without a script', async (t) => {
    const { id, number } = await createOrder(app, YUAN)
    const { url } = await beginPayment(app.payments, id)
    const client = await visitorOf(id)
    const page = await client.visit(url)
    t.match(page, { statusCode: 200, headers: { refresh: '5' }, body: /CN¥11\.56[\s\S]*I have paid/ })
    t.notMatch(page.body, '<script')
    const [payment] = await attemptsOf(id)
    t.equal(
      readQr(/<svg [\s\S]*?<\/svg>/.exec(page.body)?.[0] ?? ''),
      `scan://pay/${payment?.idempotencyKey}`
    )
    const placedAt = new Date(Date.now() - 90 * 24 * 60 * 60_000)
    const { placedAt: today } = await db.order.findUniqueOrThrow({ where: { id } })
    await db.order.update({ where: { id }, data: { placedAt } })
    t.equal((await client.visit(url)).statusCode, 303, 'not by an old link')
    await db.order.update({ where: { id }, data: { placedAt: today } })
    scan.pay(payment?.idempotencyKey ?? '')
    t.match(await client.visit(url), { statusCode: 303, headers: { location: `/orders/${number}` } })
    t.match(await stateOf(id), { payment: 'paid' })
  })

  t.test('takes notifications that are signed, in the provider’s own words', async (t) => {
    const { id } = await createOrder(app, YUAN)
    await beginPayment(app.payments, id)
    const [payment] = await attemptsOf(id)
    const key = payment?.idempotencyKey ?? ''
    scan.pay(key)
    const sent = scan.notification(key)
    const forged = await app.inject({ ...sent, payload: sent.payload.replace('paid', 'Paid') })
    t.match(forged, { statusCode: 400, body: 'fail' })
    for (let times = 0; times < 2; times++)
      t.match(await app.inject(sent), { statusCode: 200, body: 'success' })
    await doTasks()
    t.match(await stateOf(id), { payment: 'paid', paid: 1_156 })
    await cancel(id)
    await doTasks()
    t.match(await stateOf(id), { payment: 'refunded', refunded: 1_156 })
  })

  t.test('is closed when the order is cancelled', async (t) => {
    const { id } = await createOrder(app, YUAN)
    await beginPayment(app.payments, id)
    await cancel(id)
    await doTasks()
    const [payment] = await attemptsOf(id)
    t.match(payment, { status: 'cancelled', openOrderId: null })
    t.equal(scan.orders.get(payment?.idempotencyKey ?? '')?.state, 'CLOSED')
  })
})
